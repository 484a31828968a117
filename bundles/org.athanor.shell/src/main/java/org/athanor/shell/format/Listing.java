package org.athanor.shell.format;

import java.util.AbstractList;
import java.util.List;

/**
 * A list that knows the type of its elements, so that it can be shown as a table also when it is empty.
 *
 * @param <T> the type of the elements
 */
public final class Listing<T> extends AbstractList<T> {

    private final Class<T> type;
    private final List<T> elements;

    public Listing(Class<T> type, List<T> elements) {
        this.type = type;
        this.elements = List.copyOf(elements);
    }

    Class<T> type() {
        return type;
    }

    @Override
    public T get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
