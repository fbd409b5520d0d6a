using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads;

namespace AllocSim.Cli.Runs;

/// <summary>Calls the controls that come before a trace's first operation on an allocator of their own: one that fails would leave a run with defaults that nobody asked for.</summary>
internal static class ControlTrial
{
    private const int NoSuchControl = 2; // ENOENT, as mallctl answers.

    /// <summary>What is wrong with the controls, in order; nothing for a policy that has none at all, of which the trace is refused.</summary>
    public static IReadOnlyList<string> Problems(Policy policy, MachineOptions machine, string conf, IReadOnlyList<FirstControl> controls)
    {
        if (controls.Count == 0)
        {
            return [];
        }

        ReplaySession session = SessionOpener.Open(policy, new SimMachine(policy.Adapt(machine)), conf, new ReplayOptions());
        session.Prepare(0, 0);
        return session.Allocator is IControls allocator ? [.. controls.Select(control => Problem(policy, allocator, control)).Where(problem => problem.Length > 0)] : [];
    }

    private static string Problem(Policy policy, IControls allocator, FirstControl control)
    {
        try
        {
            ulong value = control.Value;
            return allocator.Ctl(0, control.Name, control.Mode, ref value) switch
            {
                0 => "",
                NoSuchControl => $"--control: {policy.Name} has no control {control.Name}",
                var error => FormattableString.Invariant($"--control: {policy.Name} does not let {control.Name} be {(control.Mode.HasFlag(CtlMode.Write) ? "set" : "read")} so (error {error}); its type and value have to be those that mallctl takes"),
            };
        }
        catch (NotSupportedException refusal)
        {
            return "--control: " + refusal.Message;
        }
    }
}
