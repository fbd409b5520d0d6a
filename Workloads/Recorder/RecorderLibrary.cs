using AllocSim.Workloads.Native;

namespace AllocSim.Workloads.Recorder;

/// <summary>The library that is loaded into a recorded program: its source is part of this assembly, and gcc builds it at first use into a cache folder. A release has it built, in the folder recorder beside the program.</summary>
public static class RecorderLibrary
{
    private const string Source = "AllocSim.Workloads.Recorder.allocsim_recorder.c";
    private const string Script = "AllocSim.Workloads.Recorder.record.sh";

    /// <summary>The library, built when the cache does not hold it yet.</summary>
    /// <param name="cache">The cache folder; made where it is missing.</param>
    /// <param name="withXCalls">Whether jemalloc's own calls are caught too. Only for a program that uses them: their presence tells a program that it runs on jemalloc.</param>
    /// <param name="withStacks">Whether calls are recorded with their call stacks. A library of its own: the one without them has nothing of it on a call's way.</param>
    /// <param name="withHeap">Whether it looks at what the system holds of an allocator's memory. A library of its own, too: it stands in front of mmap.</param>
    /// <param name="prefix">What stands before the names of the calls that are caught, as in je_malloc; letters, digits and underscores; empty for malloc itself.</param>
    /// <returns>Path of the library.</returns>
    /// <exception cref="IOException">gcc is missing, or fails.</exception>
    public static string Build(string cache, bool withXCalls, bool withStacks = false, bool withHeap = false, string prefix = "")
    {
        byte[] source = NativeBuild.Read(typeof(RecorderLibrary).Assembly, Source);
        List<string> parts = [];
        string ending = "";
        foreach ((bool isIn, string part, string name) in (ReadOnlySpan<(bool, string, string)>)[(withXCalls, "-DALLOCSIM_X_CALLS", "-x"), (withStacks, "-DALLOCSIM_STACKS", "-stacks"), (withHeap, "-DALLOCSIM_HEAP", "-heap")])
        {
            if (isIn)
            {
                parts.Add(part);
                ending += name;
            }
        }

        if (prefix.Length > 0)
        {
            parts.Add("-DALLOCSIM_PREFIX=" + prefix);
            ending += "-" + prefix;
        }

        ending += ".so";
        string delivered = Path.Combine(AppContext.BaseDirectory, "recorder", "recorder" + ending);
        return File.Exists(delivered) ? delivered : NativeBuild.Build(cache, "recorder", source, ending, [.. parts, "-fPIC", "-shared", "-fvisibility=hidden", "-fno-builtin"]);
    }

    /// <summary>Writes the library in the forms that a server without a compiler needs, and the script that records there.</summary>
    /// <param name="cache">Where libraries are built.</param>
    /// <param name="folder">Where they go; it is there.</param>
    /// <exception cref="IOException">gcc is missing, or fails; or the folder cannot be written.</exception>
    public static void Export(string cache, string folder)
    {
        foreach ((string name, bool withXCalls, bool withStacks) in (ReadOnlySpan<(string, bool, bool)>)[("recorder.so", false, false), ("recorder-x.so", true, false), ("recorder-stacks.so", false, true), ("recorder-x-stacks.so", true, true)])
        {
            File.Copy(Build(cache, withXCalls, withStacks), Path.Combine(folder, name), overwrite: true);
        }

        string script = Path.Combine(folder, "record.sh");
        File.WriteAllBytes(script, NativeBuild.Read(typeof(RecorderLibrary).Assembly, Script));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
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
