// Runs named checks beside each other and prints one JSON document for each: {kind: "row", name, problem}, where a problem is null when all is well.

import com.alibaba.fastjson.JSONObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

final class Rows {
    private static final long PATIENCE_MS = 60_000;

    interface Check {
        void run() throws Exception;
    }

    private final Map<String, Check> checks = new LinkedHashMap<>();

    void add(String name, Check check) {
        checks.put(name, check);
    }

    void runAll() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(checks.size());
        checks.forEach((name, check) -> new Thread(() -> {
            String problem = problemOf(check);
            synchronized (Rows.class) {
                System.out.println(new JSONObject(true).fluentPut("kind", "row").fluentPut("name", name).fluentPut("problem", problem).toString(com.alibaba.fastjson.serializer.SerializerFeature.WriteMapNullValue));
            }
            open.countDown();
        }, name).start());
        open.await();
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static String problemOf(Check check) {
        try {
            check.run();
            return null;
        } catch (Throwable error) {
            StringWriter text = new StringWriter();
            error.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }

    static void expect(Object expected, Object found) {
        if (!java.util.Objects.equals(expected, found)) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }

    static void holds(boolean holds, Object found) {
        if (!holds) {
            throw new AssertionError("found " + found);
        }
    }

    static void until(String what, BooleanSupplier holds) throws InterruptedException {
        long endMs = System.currentTimeMillis() + PATIENCE_MS;
        while (!holds.getAsBoolean()) {
            if (System.currentTimeMillis() > endMs) {
                throw new AssertionError("not in time: " + what);
            }
            Thread.sleep(20);
        }
    }
}
