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
    public static IEnumerable<string> Problems(Policy policy, MachineOptions machine, string conf, IReadOnlyList<FirstControl> controls)
    {
        ReplaySession session = SessionOpener.Open(policy, new SimMachine(policy.Adapt(machine)), conf, new ReplayOptions());
        session.Prepare(0, 0);
        if (session.Allocator is not IControls allocator)
        {
            yield break;
        }

        foreach (FirstControl control in controls)
        {
            ulong value = control.Value;
            if (allocator.Ctl(0, control.Name, control.Mode, ref value) is int error and not 0)
            {
                string verb = control.Mode.HasFlag(CtlMode.Write) ? "set" : "read";
                yield return error == NoSuchControl
                    ? $"--control: {policy.Name} has no control {control.Name}"
                    : FormattableString.Invariant($"--control: {policy.Name} does not let {control.Name} be {verb} so (error {error}); its type and value have to be those that mallctl takes");
            }
        }
    }
}
