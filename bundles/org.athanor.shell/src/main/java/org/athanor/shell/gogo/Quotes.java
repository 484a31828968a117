package org.athanor.shell.gogo;

/**
 * Makes text in double quotes mean itself. Gogo reads such text as if it were unquoted once more: an apostrophe or a
 * percent sign in it is an error. In single quotes it is left alone. A value in brackets, as in {@code key=[a, b]}, is
 * text too: Gogo would make a list of its own of it, and another word.
 */
final class Quotes {

    private Quotes() {
    }

    /**
     * Returns a command line in which text in double quotes, and a value in brackets, stands in single quotes, unless
     * it has a dollar sign: then whoever wrote it wants something put in.
     */
    static String literal(String line) {
        StringBuilder literal = new StringBuilder();
        for (int at = 0; at < line.length(); at++) {
            char sign = line.charAt(at);
            int end = sign == '\'' ? line.indexOf('\'', at + 1) : sign == '"' ? closing(line, at)
                    : at > 0 && line.charAt(at - 1) == '=' ? bracket(line, at) : -1;
            if (sign == '\\' && at + 1 < line.length()) {
                literal.append(sign).append(line.charAt(++at));
            } else if (end < 0) {
                literal.append(sign);
            } else {
                String quoted = line.substring(at, end + 1);
                literal.append(sign == '\'' || quoted.indexOf('$') >= 0 ? quoted
                        : sign == '"' ? single(quoted) : "'" + quoted.replace("'", "'\\''") + "'");
                at = end;
            }
        }
        return literal.toString();
    }

    private static int closing(String line, int open) {
        for (int at = open + 1; at < line.length(); at++) {
            if (line.charAt(at) == '\\') {
                at++;
            } else if (line.charAt(at) == '"') {
                return at;
            }
        }
        return -1;
    }

    /** Returns the end of what is in square or curly brackets; -1 when there is no bracket, or none that closes it. */
    private static int bracket(String line, int open) {
        int depth = 0;
        for (int at = open; at < line.length(); at++) {
            char sign = line.charAt(at);
            if (sign == '[' || sign == '{') {
                depth++;
            } else if (sign == ']' || sign == '}') {
                depth--;
            } else if (sign == '"' && depth > 0) {
                at = closing(line, at) < 0 ? at : closing(line, at);
            }
            if (depth == 0) {
                return at > open ? at : -1;
            }
        }
        return -1;
    }

    /** In double quotes a backslash stands before a quote, a backslash or a dollar sign, and otherwise for itself. */
    private static String single(String quoted) {
        StringBuilder text = new StringBuilder("'");
        for (int at = 1; at < quoted.length() - 1; at++) {
            char sign = quoted.charAt(at);
            boolean escapes = sign == '\\' && "\"\\".indexOf(quoted.charAt(at + 1)) >= 0 && at + 2 < quoted.length();
            char meant = escapes ? quoted.charAt(++at) : sign;
            text.append(meant == '\'' ? "'\\''" : String.valueOf(meant));
        }
        return text.append('\'').toString();
    }
}
