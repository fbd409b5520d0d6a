using AllocSim.Tests.Cli;
using AllocSim.Workloads.Native;

namespace AllocSim.Tests.Differential;

/// <summary>A small library, built for a test, that hands out memory as <see cref="Replay.BumpHeap"/> does, but for what the test wants of it.</summary>
internal static class BuiltLibrary
{
    private const string Head = """
        #include <stddef.h>
        #include <stdint.h>
        #include <string.h>
        #include <sys/mman.h>
        static uintptr_t next, end;
        static int calls;
        static void *make(size_t n) {
            calls++;
        """;

    private const string Tail = """
            uintptr_t at = (next + 15) & ~(uintptr_t)15;
            if (!end || at + n > end) {
                at = (uintptr_t)mmap(NULL, 1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
                end = at + (1 << 30);
            }
            next = at + (n ? n : 1);
            return (void *)at;
        }
        void *malloc(size_t n) { return make(n); }
        void *calloc(size_t c, size_t n) { return memset(make(c * n), 0, c * n); }
        void *realloc(void *p, size_t n) { (void)p; return make(n); }
        void free(void *p) { (void)p; }
        """;

    /// <summary>Builds it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="inMake">What it does beside at each object.</param>
    public static string Build(TemporaryDirectory folder, string inMake)
        => BuildSource(folder, Head + "\n" + inMake + "\n" + Tail);

    /// <summary>Builds it without symbols.</summary>
    public static string BuildStripped(TemporaryDirectory folder)
        => BuildSource(folder, Head + "\n" + Tail + "\n", "-s");

    /// <summary>Builds any library.</summary>
    public static string BuildSource(TemporaryDirectory folder, string source, params string[] more)
        => NativeBuild.Build(folder["built"], "library", System.Text.Encoding.UTF8.GetBytes(source), ".so", ["-shared", "-fPIC", "-Wl,-Bsymbolic-functions", .. more]);
}
