namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Which objects of a set come first.</summary>
internal enum TakeOrder
{
    /// <summary>First in, first out.</summary>
    Oldest,

    /// <summary>Last in, first out.</summary>
    Newest,

    /// <summary>Each as likely.</summary>
    Random,
}
