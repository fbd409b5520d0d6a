namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>A step of a script.</summary>
internal interface IScriptStep
{
    /// <summary>Makes the step's calls, one moment after the other.</summary>
    /// <returns>After each moment: nanoseconds until the next one; 0 lets the description's pause decide.</returns>
    IEnumerable<long> Run(ScriptState state);
}
