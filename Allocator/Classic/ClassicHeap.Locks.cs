using System.Globalization;
using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Classic;

/// <content>The mutexes, which are taken only where the library knows of threads.</content>
public sealed partial class ClassicHeap
{
    // The C library's adaptive mutexes, which 2.1 asks for, look a hundred times before they block.
    private const long AdaptiveSpins = 100;

    /// <summary>What a thread does that finds a mutex taken.</summary>
    public static WaitingLaw Waiting => WaitingLaw.SpinThenSleep(AdaptiveSpins);

    /// <summary>The mutexes that there are by now: bins and arena, arena by arena; then those of the whole allocator.</summary>
    public IReadOnlyList<NamedMutexes> NamedMutexes()
    {
        List<NamedMutexes> all = [];
        foreach (Arena arena in _arenas.All)
        {
            all.AddRange(arena.Bins.Select(bin => new NamedMutexes(string.Create(CultureInfo.InvariantCulture, $"arenas.{arena.Index}.bins.{bin.Info.Index}"), [bin.Mutex.Mutex])));
            all.Add(new NamedMutexes(string.Create(CultureInfo.InvariantCulture, $"arenas.{arena.Index}"), [arena.Mutex.Mutex]));
        }

        all.Add(new NamedMutexes("arenas", [_arenas.Mutex.Mutex]));
        all.Add(new NamedMutexes("huge", [_huge.Mutex.Mutex]));
        all.Add(new NamedMutexes("base", [_parts.Base.Mutex.Mutex]));
        all.Add(new NamedMutexes("chunks", [_parts.Source.Mutex.Mutex]));
        return all;
    }

    /// <summary>The usable size that a request gets.</summary>
    public ulong SizeClassOf(ulong size) => Math.Max(size, _geometry.UsableOf(Math.Max(size, 1)));
}
