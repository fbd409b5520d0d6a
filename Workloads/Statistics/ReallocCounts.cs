namespace AllocSim.Workloads.Statistics;

/// <summary>What a program uses realloc for.</summary>
public sealed class ReallocCounts
{
    /// <summary>Of a null pointer: an allocation.</summary>
    public long FromNull { get; set; }

    /// <summary>To a larger size.</summary>
    public long Grown { get; private set; }

    /// <summary>To a smaller size that is not 0.</summary>
    public long Shrunk { get; private set; }

    /// <summary>To the size it had.</summary>
    public long Same { get; private set; }

    /// <summary>To size 0: a free.</summary>
    public long ToZero { get; private set; }

    /// <summary>Counts one.</summary>
    public void Count(ulong oldSize, ulong newSize)
    {
        if (newSize == 0)
        {
            ToZero++;
        }
        else if (newSize > oldSize)
        {
            Grown++;
        }
        else if (newSize < oldSize)
        {
            Shrunk++;
        }
        else
        {
            Same++;
        }
    }
}
