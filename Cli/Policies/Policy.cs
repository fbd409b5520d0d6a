using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Policies;

/// <summary>An allocator that can be named on the command line.</summary>
public abstract class Policy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    protected Policy(string name, string help)
    {
        Name = name;
        Help = help;
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>What it is, in one line.</summary>
    public string Help { get; }

    /// <summary>Checks options (for jemalloc a MALLOC_CONF) without running anything.</summary>
    public abstract OptionCheck Check(string conf);

    /// <summary>Makes an allocator on a machine and a replay through it.</summary>
    /// <param name="machine">A fresh machine.</param>
    /// <param name="conf">Options that <see cref="Check"/> found no error in.</param>
    /// <param name="options">How to replay.</param>
    /// <param name="addresses">Where to write what each operation returns; null for nowhere.</param>
    /// <param name="watchers">Makes what else watches, once allocator and objects exist; null for nobody.</param>
    public abstract ReplaySession Open(SimMachine machine, string conf, ReplayOptions options, AddressLog? addresses = null, Func<IAllocator, ObjectTable, IReadOnlyList<IReplayProbe>>? watchers = null);
}
