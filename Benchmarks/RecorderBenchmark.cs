using System.Diagnostics;
using System.Globalization;
using System.Text;
using AllocSim.Workloads.Native;
using AllocSim.Workloads.Recorder;

namespace AllocSim.Benchmarks;

/// <summary>What the recorder costs a program, by the clock on the wall: a loop of malloc and free with and without it, in turns.</summary>
/// <remarks>A thread frees a random one of its 300 objects and allocates another of up to 500 bytes. On a loaded machine run it with a real-time priority: <c>chrt -f 50</c>.</remarks>
internal static class RecorderBenchmark
{
    private const int Pairs = 15;

    private const string Loop = """
        #include <pthread.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <time.h>
        #define LIVE 300
        static long turns;
        static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return (double)t.tv_sec * 1e9 + (double)t.tv_nsec; }
        static __attribute__((noinline)) void turn(void **live, unsigned *s) {
            *s = *s * 1103515245 + 12345;
            int k = (*s >> 16) % LIVE;
            free(live[k]);
            live[k] = malloc((*s >> 8) % 500 + 1);
        }
        static void *run(void *seed) {
            void *live[LIVE] = { 0 };
            unsigned s = (unsigned)(size_t)seed;
            for (long i = 0; i < turns; i++) turn(live, &s);
            for (int i = 0; i < LIVE; i++) free(live[i]);
            return 0;
        }
        int main(int n, char **v) {
            int threads = atoi(v[1]);
            turns = atol(v[2]);
            pthread_t t[16];
            double start = now();
            for (long i = 0; i < threads; i++) pthread_create(&t[i], 0, run, (void *)(i + 1));
            for (int i = 0; i < threads; i++) pthread_join(t[i], 0);
            printf("%.3f\n", (now() - start) / (2.0 * (double)turns));
            return 0;
        }
        """;

    /// <summary>Prints nanoseconds an operation of a thread.</summary>
    public static void Run(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("allocsim-recorder").FullName;
        try
        {
            string program = NativeBuild.Build(folder, "loop", Encoding.UTF8.GetBytes(Loop), "", "-fno-builtin", "-fno-omit-frame-pointer");
            output.WriteLine("recorded     threads  without (min, median)  difference of a pair (min, median), ns an operation");
            foreach (int threads in (int[])[1, 2])
            {
                foreach ((string what, bool stacks, string walk, int turns) in ((string, bool, string, int)[])[("calls", false, "", 2_000_000), ("frame-pointers", true, "frame-pointers", 1_000_000), ("backtrace", true, "backtrace", 200_000)])
                {
                    string library = RecorderLibrary.Build(folder, withXCalls: false, stacks);
                    double[] without = new double[Pairs], difference = new double[Pairs];
                    for (int i = 0; i < Pairs; i++)
                    {
                        without[i] = Time(program, threads, turns, []);
                        difference[i] = Time(program, threads, turns, new() { ["LD_PRELOAD"] = library, ["ALLOCSIM_RECORD"] = Path.Combine(folder, "raw"), ["ALLOCSIM_RECORD_WALK"] = walk }) - without[i];
                        Array.ForEach(Directory.GetFiles(folder, "raw.*"), File.Delete);
                    }

                    Array.Sort(without);
                    Array.Sort(difference);
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-14} {threads,5} {without[0],10:F1} {without[Pairs / 2],8:F1} {difference[0],10:F1} {difference[Pairs / 2],8:F1}"));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Time(string program, int threads, int turns, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, [threads.ToString(CultureInfo.InvariantCulture), turns.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        double time = double.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        process.WaitForExit();
        return time;
    }
}
