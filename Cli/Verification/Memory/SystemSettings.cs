using AllocSim.Simulator.Machine;

namespace AllocSim.Cli.Verification.Memory;

/// <summary>What a simulated machine takes over from the one that this runs on.</summary>
internal static class SystemSettings
{
    /// <summary>A machine like this one: its CPUs that this process may use, and the kernel's settings of huge pages and overcommitment.</summary>
    public static MachineOptions Read()
    {
        string huge = Word("/sys/kernel/mm/transparent_hugepage/enabled");
        return new MachineOptions
        {
            CpuCount = Environment.ProcessorCount,
            PageSize = Environment.SystemPageSize,
            HugePages = huge.Contains("[always]", StringComparison.Ordinal) ? TransparentHugePages.Always
                : huge.Contains("[madvise]", StringComparison.Ordinal) ? TransparentHugePages.Madvise : TransparentHugePages.Never,
            OvercommitMemory = Word("/proc/sys/vm/overcommit_memory") switch { "1" => 1, "2" => 2, _ => 0 },
        };
    }

    private static string Word(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
