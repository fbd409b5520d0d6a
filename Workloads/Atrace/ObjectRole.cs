namespace AllocSim.Workloads.Atrace;

/// <summary>What an operation does to the object in its slot.</summary>
internal enum ObjectRole : byte
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It is made.</summary>
    Made,

    /// <summary>It takes the place of an older one, or is made where there is none.</summary>
    Remade,

    /// <summary>It dies.</summary>
    Freed,

    /// <summary>It is asked about, or resized in place.</summary>
    Used,

    /// <summary>There is no object: the slot is the number of a control's name.</summary>
    Name,
}
