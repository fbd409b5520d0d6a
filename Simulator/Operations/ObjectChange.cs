namespace AllocSim.Simulator.Operations;

/// <summary>An object comes, or is gone.</summary>
public readonly record struct ObjectChange
{
    private readonly int _bytes;

    private ObjectChange(int bytes, int operation) => (_bytes, Operation) = (bytes, operation);

    /// <summary>The operation that does it.</summary>
    public int Operation { get; }

    /// <summary>Whether the object is gone.</summary>
    public bool IsGone => _bytes < 0;

    /// <summary>Its requested bytes.</summary>
    public int Bytes => Math.Abs(Growth);

    /// <summary>By how many bytes what the program holds grows; negative where the object is gone.</summary>
    public int Growth => _bytes + (int)((uint)_bytes >> 31);

    /// <summary>An object comes.</summary>
    public static ObjectChange Made(int bytes, int operation) => new(bytes, operation);

    /// <summary>An object is gone.</summary>
    public static ObjectChange Gone(int bytes, int operation) => new(~bytes, operation);
}
