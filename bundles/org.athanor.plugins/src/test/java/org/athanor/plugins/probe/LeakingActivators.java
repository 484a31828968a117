package org.athanor.plugins.probe;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Logger;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.athanor.plugins.host.Host;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Activators that start something and do not end it when they are stopped. */
public final class LeakingActivators {

    private LeakingActivators() {
    }

    public static final class Clean implements BundleActivator {

        @Override
        public void start(BundleContext context) {
            Host.LISTENERS.add(this::hear);
        }

        private void hear() {
        }

        @Override
        public void stop(BundleContext context) {
            Host.LISTENERS.clear();
        }
    }

    /** Not a leak of the plugin's: the JDK remembers the last record that was compared or hashed. */
    public record Compared() implements BundleActivator {

        @Override
        public void start(BundleContext context) {
            Host.FAILURES.add(new IllegalStateException(equals(new Compared()) + " " + hashCode()));
        }

        @Override
        public void stop(BundleContext context) {
            Host.FAILURES.clear();
        }
    }

    public static final class WithThreadLocal implements BundleActivator {

        private static final ThreadLocal<Object> SCRATCH = new ThreadLocal<>();

        @Override
        public void start(BundleContext context) throws Exception {
            Host.SURVIVING.submit(() -> SCRATCH.set(this)).get();
            Host.letTheSurvivingThreadLeaveItsWork();
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    /** The shortest chain begins at the frame of its own method; a lambda would be as near as the object in it. */
    public static final class WithThread implements BundleActivator, Runnable {

        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public void start(BundleContext context) throws InterruptedException {
            Thread thread = new Thread(this, "left running");
            thread.setDaemon(true);
            thread.start();
            // Before the thread is in its method there is no frame to name.
            begun.await();
        }

        @Override
        public void run() {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                // Compiled code holds nothing that it does not need any more.
                Reference.reachabilityFence(this);
            }
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    public static final class WithTimer extends TimerTask implements BundleActivator {

        @Override
        public void start(BundleContext context) {
            new Timer("left ticking", true).schedule(this, Integer.MAX_VALUE);
        }

        @Override
        public void run() {
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    public static final class WithShutdownHook implements BundleActivator {

        @Override
        public void start(BundleContext context) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::end, "left for the end"));
        }

        private void end() {
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    public static final class WithManagementBean implements BundleActivator, Runnable {

        @Override
        public void start(BundleContext context) throws Exception {
            ManagementFactory.getPlatformMBeanServer().registerMBean(new StandardMBean(this, Runnable.class),
                    new ObjectName("org.example:type=Left"));
        }

        @Override
        public void run() {
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    public static final class WithDriver implements BundleActivator, Driver {

        @Override
        public void start(BundleContext context) throws Exception {
            DriverManager.registerDriver(this);
        }

        @Override
        public void stop(BundleContext context) {
        }

        @Override
        public Connection connect(String url, Properties info) {
            return null;
        }

        @Override
        public boolean acceptsURL(String url) {
            return false;
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }
    }

    public static final class WithCacheEntry implements BundleActivator {

        @Override
        public void start(BundleContext context) {
            Host.CACHE.put("left", this);
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    public static final class WithLambda implements BundleActivator {

        @Override
        public void start(BundleContext context) {
            Host.LISTENERS.add(() -> { });
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    public static final class WithFailure implements BundleActivator {

        @Override
        public void start(BundleContext context) {
            Host.FAILURES.add(new IllegalStateException("of a class of the JDK, thrown here"));
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    public static final class WithSuppressedFailure extends RuntimeException implements BundleActivator {

        private static final long serialVersionUID = 1;

        @Override
        public void start(BundleContext context) {
            Host.FAILURES.get(0).addSuppressed(this);
        }

        @Override
        public void stop(BundleContext context) {
        }
    }

    public static final class WithExecutor implements BundleActivator {

        @Override
        public void start(BundleContext context) throws Exception {
            ExecutorService executor = Executors.newFixedThreadPool(1, work -> {
                Thread thread = new Thread(work, "left pooled");
                thread.setDaemon(true);
                return thread;
            });
            executor.submit(() -> { }).get();
        }

        @Override
        public void stop(BundleContext context) {
        }
    }
}
