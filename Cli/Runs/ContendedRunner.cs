using AllocSim.Cli.Contended;
using AllocSim.Reports.Contention;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Runs;

/// <summary>Runs a trace in simulated time for its times alone: nothing else is recorded.</summary>
internal static class ContendedRunner
{
    /// <summary>Runs the request, which is one in simulated time, with options and CPUs of its own.</summary>
    public static ContentionReport Run(RunRequest request, string conf, int cpuCount)
    {
        SimMachine machine = new(request.Policy!.Adapt(request.Machine with { CpuCount = cpuCount }));
        ReplayOptions options = new()
        {
            Touch = request.Touch,
            IsLenient = request.Reading.Lenient,
            Contended = request.Contended! with { Settings = request.Contended.Settings with { CpuCount = request.Machine.CpuSet?.Count ?? cpuCount } },
        };
        ReplaySession session = SessionOpener.Open(request.Policy!, machine, conf, options);
        ContendedWatch watch = new(session, traceEvents: null);
        using ITraceSource trace = request.OpenTrace();
        session.Run(trace);
        return watch.Finish();
    }
}
