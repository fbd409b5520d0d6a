namespace AllocSim.Simulator.Operations;

/// <summary>How a <see cref="OperationKind.Ctl"/> operation passes its value: the type's width and the direction.</summary>
[Flags]
public enum CtlMode
{
    /// <summary>No value goes either way.</summary>
    Void = 0,

    /// <summary>A 32-bit unsigned value.</summary>
    U32 = 1,

    /// <summary>A 64-bit value; also size_t and ssize_t.</summary>
    U64 = 2,

    /// <summary>A boolean of one byte.</summary>
    Bool = 3,

    /// <summary>Mask over the types.</summary>
    TypeMask = 3,

    /// <summary>The value is written rather than read.</summary>
    Write = 4,
}
