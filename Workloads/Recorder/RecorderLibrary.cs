using AllocSim.Workloads.Native;

namespace AllocSim.Workloads.Recorder;

/// <summary>The library that is loaded into a recorded program: its source is part of this assembly, and gcc builds it at first use into a cache folder. A release has it built, in the folder recorder beside the program.</summary>
public static class RecorderLibrary
{
    private const string Source = "AllocSim.Workloads.Recorder.allocsim_recorder.c";

    /// <summary>The library, built when the cache does not hold it yet.</summary>
    /// <param name="cache">The cache folder; made where it is missing.</param>
    /// <param name="withXCalls">Whether jemalloc's own calls are caught too. Only for a program that uses them: their presence tells a program that it runs on jemalloc.</param>
    /// <param name="withStacks">Whether calls are recorded with their call stacks. A library of its own: the one without them has nothing of it on a call's way.</param>
    /// <returns>Path of the library.</returns>
    /// <exception cref="IOException">gcc is missing, or fails.</exception>
    public static string Build(string cache, bool withXCalls, bool withStacks = false)
    {
        byte[] source = NativeBuild.Read(typeof(RecorderLibrary).Assembly, Source);
        string[] parts = [.. withXCalls ? ["-DALLOCSIM_X_CALLS"] : Array.Empty<string>(), .. withStacks ? ["-DALLOCSIM_STACKS"] : Array.Empty<string>()];
        string ending = (withXCalls ? "-x" : "") + (withStacks ? "-stacks" : "") + ".so";
        string delivered = Path.Combine(AppContext.BaseDirectory, "recorder", "recorder" + ending);
        return File.Exists(delivered) ? delivered : NativeBuild.Build(cache, "recorder", source, ending, [.. parts, "-fPIC", "-shared", "-fvisibility=hidden", "-fno-builtin"]);
    }

    /// <summary>Whether a program's file mentions jemalloc's own calls.</summary>
    public static bool UsesXCalls(string program)
    {
        if (!File.Exists(program))
        {
            return false;
        }

        using FileStream file = File.OpenRead(program);
        byte[] buffer = new byte[1 << 20];
        int kept = 0;
        for (int read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            Span<byte> bytes = buffer.AsSpan(0, kept + read);
            if (bytes.IndexOf("\0mallocx\0"u8) >= 0)
            {
                return true;
            }

            kept = Math.Min(16, bytes.Length);
            bytes[^kept..].CopyTo(buffer);
        }

        return false;
    }
}
