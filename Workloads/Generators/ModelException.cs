namespace AllocSim.Workloads.Generators;

/// <summary>A description of a workload that cannot be used. The message is one line: file, field, what is wrong, what would be right.</summary>
public sealed class ModelException(string message) : Exception(message);
