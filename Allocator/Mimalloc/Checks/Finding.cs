using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Mimalloc.Checks;

/// <summary>Complains where two records contradict each other.</summary>
internal static class Finding
{
    /// <summary>Something must hold.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="place">An address that tells where.</param>
    /// <param name="what">What is wrong where it does not.</param>
    /// <param name="name">Of what, where that has a name.</param>
    /// <exception cref="InvariantException">It does not.</exception>
    public static void Require(bool holds, ulong place, string what, string name = "")
    {
        if (!holds)
        {
            throw new InvariantException($"mimalloc: at 0x{place:x}: {what}{(name.Length > 0 ? ": " : "")}{name}");
        }
    }

    /// <summary>Two counts must be the same.</summary>
    /// <exception cref="InvariantException">They are not.</exception>
    public static void RequireEqual(long counted, long recorded, ulong place, string what)
    {
        if (counted != recorded)
        {
            throw new InvariantException($"mimalloc: at 0x{place:x}: {what}: counted {counted}, recorded {recorded}");
        }
    }
}
