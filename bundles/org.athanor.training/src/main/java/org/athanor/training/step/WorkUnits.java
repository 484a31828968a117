package org.athanor.training.step;

import java.util.ArrayList;
import java.util.List;

/**
 * Parameters cut into slices and grouped into units of about equal work for the parts of a step that go element by
 * element. The cut depends on the sizes alone, never on the number of workers, so it cannot change a bit.
 */
final class WorkUnits {

    /** Elements per unit: 1 MiB of float32. */
    static final long ELEMENTS = 1 << 18;

    private WorkUnits() {
    }

    /**
     * A run of elements of a flattened parameter.
     *
     * @param parameter the index of the parameter
     * @param start the first element
     * @param length the number of elements
     * @param whole whether it is the whole parameter
     */
    record Slice(int parameter, long start, long length, boolean whole) {
    }

    /**
     * Cuts parameters into units.
     *
     * @param elements the number of elements of each parameter
     * @param divisible whether a parameter may be cut
     */
    static List<List<Slice>> of(List<Long> elements, boolean divisible) {
        List<List<Slice>> units = new ArrayList<>();
        List<Slice> unit = new ArrayList<>();
        long size = 0;
        for (int parameter = 0; parameter < elements.size(); parameter++) {
            long total = elements.get(parameter);
            long piece = divisible ? ELEMENTS : Math.max(1, total);
            for (long start = 0; start < total; start += piece) {
                long length = Math.min(piece, total - start);
                if (size > 0 && size + length > ELEMENTS) {
                    units.add(unit);
                    unit = new ArrayList<>();
                    size = 0;
                }
                unit.add(new Slice(parameter, start, length, length == total));
                size += length;
            }
        }
        if (!unit.isEmpty()) {
            units.add(unit);
        }
        return units;
    }
}
