package org.athanor.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/**
 * A training loop with nothing around it: what the same design costs without sessions, plugins, metrics and OSGi. Two
 * micro-batches on {@code workers} threads, functional gradients, their sum in order, clipping, fused AdamW. The
 * passes over parameters run on the worker threads too.
 *
 * <p>Arguments: shape, workers, steps, steps between two lines of output, text file.
 */
final class BareLoop {

    private static final double LEARNING_RATE = 1e-3;
    private static final long SMALL = 1 << 14;

    private final Shape shape;
    private final BareModel model;
    private final List<List<Part>> shares = new ArrayList<>();
    private final OperatorHandle adamw = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
    private final ExecutorService threads;
    private final SyntheticText text;

    private BareLoop(Shape shape, int workers, SyntheticText text) {
        this.shape = shape;
        this.text = text;
        model = new BareModel(shape);
        adamw.retainReference();
        threads = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(() -> {
                torch.set_num_threads(1);
                task.run();
            });
            thread.setDaemon(true);
            return thread;
        });
        for (int worker = 0; worker < workers; worker++) {
            shares.add(parts(worker, workers));
        }
    }

    /** A share of a parameter and of its optimizer state: flat views. */
    private record Part(int parameter, long start, Tensor value, Tensor mean, Tensor square, boolean decays) {
        Tensor of(List<Tensor> gradients) {
            return gradients.get(parameter).view(-1).narrow(0, start, value.numel());
        }
    }

    /** Every worker gets an equal share of each parameter; a small one stays whole. */
    private List<Part> parts(int worker, int workers) {
        List<Part> parts = new ArrayList<>();
        try (NoGradGuard guard = new NoGradGuard()) {
            for (int i = 0; i < model.parameters().size(); i++) {
                Tensor parameter = model.parameters().get(i);
                long size = parameter.numel();
                boolean small = size < SMALL;
                long start = small ? 0 : size * worker / workers;
                long end = small ? size : size * (worker + 1) / workers;
                if (!small || i % workers == worker) {
                    Tensor value = parameter.detach().view(-1).narrow(0, start, end - start);
                    parts.add(new Part(i, start, value, torch.zeros_like(value), torch.zeros_like(value),
                            parameter.dim() > 1));
                }
            }
        }
        return parts;
    }

    private record Gradients(double loss, List<Tensor> tensors) {
    }

    public static void main(String[] arguments) throws Exception {
        Shape shape = Shape.parse(arguments[0]);
        int workers = Integer.parseInt(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        int every = Integer.parseInt(arguments[3]);
        Loader.load(torch.class);
        torch.set_num_threads(1);
        openblas_nolapack.blas_set_num_threads(1);
        BareLoop loop = new BareLoop(shape, workers,
                new SyntheticText(Files.readAllBytes(Path.of(arguments[4])), shape.vocabulary()));
        for (int step = 1; step <= steps; step++) {
            double loss = loop.step(step);
            if (step % every == 0) {
                System.out.println(String.format(Locale.ROOT, "step %d loss %.4f", step, loss));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private double step(int step) throws Exception {
        int micro = shape.batch() / shape.microBatch();
        List<Callable<Gradients>> tasks = new ArrayList<>();
        for (int i = 0; i < micro; i++) {
            int first = (step - 1) * shape.batch() + i * shape.microBatch();
            tasks.add(() -> gradients(first));
        }
        List<Gradients> terms = all(tasks);
        double norm = Math.sqrt(all(perShare(share -> addAndSquare(share, terms))).stream()
                .mapToDouble(Double::doubleValue).sum());
        double scale = Math.min(1, 1 / (norm + 1e-6));
        all(perShare(share -> update(share, terms.get(0).tensors(), scale, step)));
        terms.forEach(term -> term.tensors().forEach(Tensor::close));
        return terms.stream().mapToDouble(Gradients::loss).sum();
    }

    private Gradients gradients(int firstRow) {
        try (PointerScope scope = new PointerScope()) {
            Tensor rows = Tensor.create(text.rows(firstRow, shape.microBatch(), shape.context() + 1),
                    shape.microBatch(), shape.context() + 1);
            Tensor loss = model.loss(rows.narrow(1, 0, shape.context()),
                    rows.narrow(1, 1, shape.context()).contiguous(), 1.0 / shape.tokens());
            TensorVector found = torch.grad(new TensorVector(loss),
                    new TensorVector(model.parameters().toArray(Tensor[]::new)), new TensorVector(),
                    new BoolOptional(), false, false);
            List<Tensor> kept = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                Tensor gradient = new Tensor(found.get(i));
                gradient.retainReference();
                kept.add(gradient);
            }
            return new Gradients(loss.item_double(), kept);
        }
    }

    private static double addAndSquare(List<Part> share, List<Gradients> terms) {
        double sum = 0;
        for (Part part : share) {
            Tensor total = part.of(terms.get(0).tensors());
            for (Gradients term : terms.subList(1, terms.size())) {
                total.add_(part.of(term.tensors()));
            }
            double norm = total.norm().item_double();
            sum += norm * norm;
        }
        return sum;
    }

    private double update(List<Part> share, List<Tensor> gradients, double scale, double count) {
        for (boolean decays : new boolean[] {true, false}) {
            List<Part> group = share.stream().filter(part -> part.decays() == decays).toList();
            if (group.isEmpty()) {
                continue;
            }
            List<Tensor> scaled = group.stream().map(part -> part.of(gradients)).toList();
            if (scale < 1) {
                scaled.forEach(gradient -> gradient.mul_(new Scalar(scale)));
            }
            Tensor counts = torch.full(new long[0], new Scalar(count));
            adamw.callBoxed(new IValueVector(list(group.stream().map(Part::value)), list(scaled.stream()),
                    list(group.stream().map(Part::mean)), list(group.stream().map(Part::square)),
                    list(Stream.of()), list(group.stream().map(part -> counts)), new IValue(LEARNING_RATE),
                    new IValue(0.9), new IValue(0.95), new IValue(decays ? 0.1 : 0), new IValue(1e-8),
                    new IValue(false), new IValue(false), new IValue(), new IValue()));
        }
        return 0;
    }

    private static IValue list(Stream<Tensor> tensors) {
        GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
        tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
        return new IValue(list);
    }

    private interface ShareWork {
        double run(List<Part> share);
    }

    private List<Callable<Double>> perShare(ShareWork work) {
        List<Callable<Double>> tasks = new ArrayList<>();
        for (List<Part> share : shares) {
            tasks.add(() -> {
                try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
                    return work.run(share);
                }
            });
        }
        return tasks;
    }

    private <T> List<T> all(List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        for (var future : threads.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }
}
