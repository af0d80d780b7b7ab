// Calls libtruyvet through Java's foreign functions, to show that the ABI carries: LIBRARY FOLDER.
//
//   java --add-modules jdk.incubator.foreign --enable-native-access=ALL-UNNAMED TraceFfi.java ...
//
// It is written for Java 17, where these functions are still incubating.

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import jdk.incubator.foreign.CLinker;
import jdk.incubator.foreign.FunctionDescriptor;
import jdk.incubator.foreign.MemoryAccess;
import jdk.incubator.foreign.MemoryAddress;
import jdk.incubator.foreign.MemoryLayout;
import jdk.incubator.foreign.MemorySegment;
import jdk.incubator.foreign.ResourceScope;
import jdk.incubator.foreign.SymbolLookup;

public class TraceFfi {
    private static final MemoryAddress NULL = MemoryAddress.NULL;
    private static final long NUL = -1;

    /** A function that takes these arguments (long or MemoryAddress) and returns a status. */
    private static MethodHandle find(String name, Class<?>... arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            boolean number = arguments[i] == long.class;
            layouts[i] = number ? CLinker.C_LONG : CLinker.C_POINTER;
        }
        return CLinker.getInstance().downcallHandle(
            SymbolLookup.loaderLookup().lookup(name).orElseThrow(),
            MethodType.methodType(int.class, arguments),
            FunctionDescriptor.of(CLinker.C_INT, layouts));
    }

    private static void must(int status) {
        if (status > 1) {
            throw new IllegalStateException("truyvet: status " + status);
        }
    }

    public static void main(String[] arguments) throws Throwable {
        System.load(arguments[0]);
        Class<?> p = MemoryAddress.class;
        Class<?> n = long.class;
        try (ResourceScope scope = ResourceScope.newConfinedScope()) {
            MemorySegment place = MemorySegment.allocateNative(8, 8, scope);
            MemoryAddress path = text(arguments[1] + "/java.tv", scope);
            must((int) find("tv_store_create", p, n, p, p, p)
                .invoke(path, NUL, NULL, place.address(), NULL));
            MemoryAddress store = handle(place);
            must((int) find("tv_store_writer", p, p, p, p)
                .invoke(store, NULL, place.address(), NULL));
            MemoryAddress writer = handle(place);
            MethodHandle visit = find("tv_writer_visit", p, p, n, p, n, n, n, p);
            String[] people = {"An", "Bình", "Chi"};
            long[] starts = {0, 300, 7200};
            for (int i = 0; i < people.length; i++) {
                must((int) visit.invoke(writer, text(people[i], scope), NUL,
                    text("canteen", scope), NUL, starts[i], starts[i] + 3600, NULL));
            }
            must((int) find("tv_writer_commit", p, p, p).invoke(writer, NULL, NULL));
            must((int) find("tv_store_snapshot", p, p, p).invoke(store, place.address(), NULL));
            MemoryAddress snapshot = handle(place);
            String question = "cases = [{ person = \"An\", infectious = { start = 0, end = \"inf\" } }]";
            must((int) find("tv_trace_text", p, p, n, p, n, p, p, p).invoke(snapshot,
                text(question, scope), NUL, NULL, 0L, NULL, place.address(), NULL));
            MemoryAddress trace = handle(place);
            MethodHandle count = find("tv_trace_count", p, p, p);
            must((int) count.invoke(trace, place.address(), NULL));
            long exposed = MemoryAccess.getLong(place);
            System.out.println(exposed + " exposed");
            if (exposed != 1 || (int) count.invoke(store, place.address(), NULL) != 20) {
                throw new IllegalStateException("expected 1 exposed, and TV_HANDLE for a store");
            }
            must((int) find("tv_trace_free", p).invoke(trace));
            must((int) find("tv_snapshot_free", p).invoke(snapshot));
            must((int) find("tv_writer_free", p).invoke(writer));
            must((int) find("tv_store_free", p).invoke(store));
        }
    }

    private static MemoryAddress text(String text, ResourceScope scope) {
        return CLinker.toCString(text, scope).address();
    }

    private static MemoryAddress handle(MemorySegment place) {
        return MemoryAddress.ofLong(MemoryAccess.getLong(place));
    }
}
