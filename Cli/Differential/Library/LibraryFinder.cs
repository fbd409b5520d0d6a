using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Differential.Library;

/// <summary>Finds the real library of a policy on this system.</summary>
internal static class LibraryFinder
{
    private static readonly ProcessLimits VersionLimits = ProcessLimits.Usual with { Seconds = 20 }; // as 9_program.c has it

    private static readonly string[] Folders = ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/usr/local/lib"];

    /// <summary>Finds it.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="file">The file to take; null for the policy's own, which must be of its version.</param>
    /// <param name="missing">Why there is none, and where to get it; else empty.</param>
    public static LibraryFile? Find(Policy policy, string? file, out string missing)
    {
        if (policy.Library is not { } declared)
        {
            missing = $"{policy.Name} has no real library to compare with";
            return null;
        }

        string? path = file ?? Folders.Select(folder => Path.Combine(folder, declared.File)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            missing = $"the library of {policy.Name}, {declared.File}, is not installed: {declared.Origin}";
            return null;
        }

        string version = VersionOf(path, out missing);
        if (missing.Length > 0)
        {
            return null;
        }

        if (file is null && version != declared.Version)
        {
            missing = $"{path} is version {version}, but {policy.Name} models {declared.Version}: {declared.Origin}";
            return null;
        }

        return new LibraryFile(path, version);
    }

    // Read in a process of its own: a library may be none, or crash while it loads.
    private static string VersionOf(string path, out string problem)
    {
        problem = MachineProblem(path);
        if (problem.Length > 0)
        {
            return "";
        }

        using LibraryProcess process = LibraryProcess.TellVersion(path);
        DecisionReader reader = new(new WordStream(process.Output), new SortedDictionary<int, ulong>(), VersionLimits);
        using Decisions decisions = new(1);
        try
        {
            reader.Read([], decisions);
        }
        catch (EndOfStreamException)
        {
            decisions.End = process.SilentEnd(0, VersionLimits);
        }

        problem = decisions.End is not { } end ? ""
            : end.IsTimeout ? FormattableString.Invariant($"{path} cannot be run: it took more than {VersionLimits.Seconds} s to load")
            : $"{path} cannot be run: {end.Words}";
        return reader.FinalStatistics ?? "";
    }

    // Of a library for another machine the loader says that there is no such file.
    private static string MachineProblem(string path)
    {
        const int MachineAt = 18;
        const int X64 = 62;
        Span<byte> head = stackalloc byte[MachineAt + sizeof(ushort)];
        using FileStream file = File.OpenRead(path);
        bool isProgramFile = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.StartsWith("\u007fELF"u8);
        int machine = BitConverter.ToUInt16(head[MachineAt..]);
        return isProgramFile && machine != X64 ? FormattableString.Invariant($"{path} cannot be run: it is built for another machine (ELF machine {machine}); verify runs x86-64 only") : "";
    }
}
