package org.athanor.training.loop;

import java.util.List;
import org.athanor.api.data.DataSource;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Optimizer;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.routing.Router;
import org.athanor.api.storage.Storage;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.exchange.work.SlotDeclaration;

/** The slots of a training. */
public final class Slots {

    /** Computes hidden states over named parameters. */
    public static final String MODEL = "model";
    /** Text to token ids. */
    public static final String TOKENIZER = "tokenizer";
    /** Where the records come from. */
    public static final String DATA = "data";
    /** What is minimised. */
    public static final String OBJECTIVE = "objective";
    /** How gradients change parameters. */
    public static final String OPTIMIZER = "optimizer";
    /** Where checkpoints go. */
    public static final String STORAGE = "storage";
    /** Which handler answers a call. */
    public static final String ROUTER = "router";
    /** Add parameters and intercept operations of the model. */
    public static final String PATCHERS = "patchers";
    /** Are read by the data source, as its peers. */
    public static final String SOURCES = "sources";
    /** Answer the calls of routes. */
    public static final String HANDLERS = "handlers";
    /** Receive metrics and events. */
    public static final String LOGGERS = "loggers";

    /** All, in order. */
    public static final List<SlotDeclaration> ALL = List.of(
            SlotDeclaration.one(MODEL, Architecture.class).selectedBy("architecture").whichIsMandatory(),
            SlotDeclaration.one(TOKENIZER, Tokenizer.class).whichIsMandatory(),
            SlotDeclaration.one(DATA, DataSource.class).whichIsMandatory(),
            SlotDeclaration.one(OBJECTIVE, Objective.class).whichIsMandatory(),
            SlotDeclaration.one(OPTIMIZER, Optimizer.class).whichIsMandatory(),
            SlotDeclaration.one(STORAGE, Storage.class).whichIsMandatory(),
            SlotDeclaration.one(ROUTER, Router.class),
            SlotDeclaration.many(PATCHERS, ModelPatcher.class).whichIsMandatory(),
            SlotDeclaration.many(SOURCES, DataSource.class).whichIsMandatory(),
            SlotDeclaration.many(HANDLERS, RouteHandler.class),
            SlotDeclaration.many(LOGGERS, MetricsLogger.class));

    private Slots() {
    }
}
