/**
 * A desk as a kind of work: {@link com.example.desk.DeskWork} declares its slots and reads its section,
 * {@link com.example.desk.Desk} is one run of it.
 */
package com.example.desk;
