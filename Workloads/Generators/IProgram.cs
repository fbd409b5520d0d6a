namespace AllocSim.Workloads.Generators;

/// <summary>What the threads of a workload do.</summary>
internal interface IProgram
{
    /// <summary>One step of the thread that <see cref="Emitter.Thread"/> names, at <see cref="Emitter.NowNs"/>: any number of calls, often one or two.</summary>
    /// <returns>Nanoseconds until the thread's next step; 0 lets the description's pause decide; negative ends the thread.</returns>
    long Step(int worker, Emitter emitter);

    /// <summary>Whether the program comes to an end by itself; its description then needs no number of operations.</summary>
    bool Ends => false;

    /// <summary>Names of the controls (mallctl) that it calls, in the order of their indices.</summary>
    IReadOnlyList<string> ControlNames => [];
}
