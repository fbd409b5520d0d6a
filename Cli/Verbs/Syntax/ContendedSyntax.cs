using System.CommandLine;
using AllocSim.Cli.Contended;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The options of a run in simulated time.</summary>
public sealed class ContendedSyntax
{
    private readonly Option<string?> _costs = Value("--costs", "What things cost in contended runs: default, machine (measured by calibrate) or a cost file (YAML); docs/costs.md.", "COSTS");
    private readonly Option<string?> _speedup = Value("--speedup", "Divide the recorded gaps by this (1); contended runs only.", "N");
    private readonly Option<string?> _lockOrder = Value("--lock-order", "Who gets a contended lock: barging or fifo (barging); contended runs only.", "ORDER");
    private readonly Option<bool> _flatOut = new("--flat-out") { Description = "Threads do not wait between their operations; contended runs only.", Arity = ArgumentArity.Zero };
    private readonly Option<bool> _ownThreads = new("--own-threads") { Description = "All threads start together, none is the main thread, and each exits after its last operation; contended runs only.", Arity = ArgumentArity.Zero };

    private readonly Option<bool> _pinned = new("--pinned") { Description = "Each thread stays on one CPU: its number modulo the number of CPUs; contended runs only.", Arity = ArgumentArity.Zero };

    /// <summary>Makes the options and adds them to a verb.</summary>
    public ContendedSyntax(Command command)
    {
        foreach (Option option in (Option[])[_costs, _speedup, _lockOrder, _flatOut, _ownThreads, _pinned])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="isContended">Whether the run is one in simulated time; otherwise the options are errors.</param>
    /// <param name="cpuCount">CPUs.</param>
    /// <param name="policies">The policies, whose own steps a cost file may name.</param>
    /// <returns>Null for a serial run.</returns>
    public ContendedOptions? Read(Arguments arguments, bool isContended, int cpuCount, PolicyRegistry policies)
    {
        if (!isContended)
        {
            RefuseAll(arguments);
            return null;
        }

        (CostTable costs, string costsName) = CostFile.Read(arguments, arguments.Text(_costs), policies);
        return new ContendedOptions
        {
            Settings = new ContentionSettings
            {
                CpuCount = cpuCount,
                IsPinned = arguments.Has(_pinned),
                Costs = costs,
                CostsName = costsName,
                LockOrder = arguments.Choice(_lockOrder, LockOrder.Barging, ("barging", LockOrder.Barging), ("fifo", LockOrder.Fifo)),
            },
            Speedup = (int)arguments.Integer(_speedup, 1, int.MaxValue, 1),
            IsFlatOut = arguments.Has(_flatOut),
            OwnsThreads = arguments.Has(_ownThreads),
        };
    }

    private void RefuseAll(Arguments arguments)
    {
        foreach (Option<string?> option in (Option<string?>[])[_costs, _speedup, _lockOrder])
        {
            Refuse(arguments, option.Name, arguments.Text(option) is not null);
        }

        foreach (Option<bool> option in (Option<bool>[])[_flatOut, _ownThreads, _pinned])
        {
            Refuse(arguments, option.Name, arguments.Has(option));
        }
    }

    private static void Refuse(Arguments arguments, string name, bool isGiven)
    {
        if (isGiven)
        {
            arguments.AddError($"{name} needs --timing contended");
        }
    }

    private static Option<string?> Value(string name, string help, string placeholder) => new(name) { Description = help, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne };
}
