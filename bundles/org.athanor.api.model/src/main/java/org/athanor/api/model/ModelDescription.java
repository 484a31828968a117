package org.athanor.api.model;

import java.util.List;
import java.util.Optional;

/**
 * A model's shape.
 *
 * @param architecture the name of the architecture
 * @param vocabulary the number of token ids
 * @param context the largest number of tokens in a row
 * @param width the size of a hidden state
 * @param head the name of the parameter {@code [vocabulary, width]} that turns hidden states into logits; the token
 *     embedding when the head is tied
 * @param parameters all parameters in declaration order, names unique
 */
public record ModelDescription(String architecture, int vocabulary, int context, int width, String head,
        List<ParameterSpec> parameters) {

    public ModelDescription {
        parameters = List.copyOf(parameters);
    }

    /** Returns the parameter of this name, or empty. */
    public Optional<ParameterSpec> parameter(String name) {
        return parameters.stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    /**
     * Returns the names of the linear operations: those {@code x} whose parameter {@code x.weight} has two
     * dimensions {@code [out, in]} and is not an embedding.
     */
    public List<String> linears() {
        return parameters.stream()
                .filter(spec -> spec.role() == ParameterSpec.Role.LINEAR)
                .map(spec -> spec.name().substring(0, spec.name().length() - ".weight".length()))
                .toList();
    }
}
