namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>The arguments of one mallctl: room for the old value, and the new value.</summary>
/// <remarks>
/// Values are their bytes in a 64-bit word, low byte first. A control whose value is a string reads as a pointer there; what it points to is in <see cref="OldText"/>, and
/// the pointer itself, an address in the library's image, as 0. jemalloc 5.3.0, `src/ctl.c`, READ, WRITE and their kin.
/// </remarks>
internal struct CtlCall
{
    /// <summary>An <see cref="OldLength"/> that fits every width.</summary>
    public const int AnyLength = -1;

    /// <summary>Bytes of room for the old value; 0 when no room was given.</summary>
    public int OldLength;

    /// <summary>The old value as it was put into that room.</summary>
    public ulong OldValue;

    /// <summary>The second word of an old value that has two.</summary>
    public ulong OldSecondValue;

    /// <summary>The old value when it is a string.</summary>
    public string? OldText;

    /// <summary>Bytes of the new value; 0 when none was given.</summary>
    public int NewLength;

    /// <summary>The new value.</summary>
    public ulong NewValue;

    /// <summary>A new value was given.</summary>
    public readonly bool IsWrite => NewLength != 0;

    /// <summary>Room for the old value was given.</summary>
    public readonly bool IsRead => OldLength != 0;

    /// <summary>EPERM when a new value was given.</summary>
    public readonly int ReadOnly() => IsWrite ? Errno.EPerm : Errno.Ok;

    /// <summary>EPERM when room for the old value was given.</summary>
    public readonly int WriteOnly() => IsRead ? Errno.EPerm : Errno.Ok;

    /// <summary>EPERM when either was given.</summary>
    public readonly int Neither() => IsRead || IsWrite ? Errno.EPerm : Errno.Ok;

    /// <summary>Puts a value of a width into the room. Room of another width gets what fits, and EINVAL.</summary>
    public int Read(ulong value, int size)
    {
        if (OldLength == 0)
        {
            return Errno.Ok;
        }

        if (OldLength == AnyLength)
        {
            OldValue = value;
            return Errno.Ok;
        }

        var mask = Mask(Math.Min(size, OldLength));
        OldValue = (OldValue & ~mask) | (value & mask);
        return OldLength == size ? Errno.Ok : Errno.EInval;
    }

    /// <summary>Puts a string into the room, that is, a pointer.</summary>
    public int ReadText(string text)
    {
        OldText = text;
        return Read(0, 8);
    }

    /// <summary>EINVAL when room of exactly this width was not given.</summary>
    public readonly int VerifyRead(int size) => OldLength == size ? Errno.Ok : Errno.EInval;

    /// <summary>Takes the new value if one was given; EINVAL when it has another width.</summary>
    public readonly int Write(ref ulong value, int size)
    {
        if (NewLength == 0)
        {
            return Errno.Ok;
        }

        if (NewLength != size)
        {
            return Errno.EInval;
        }

        value = NewValue & Mask(size);
        return Errno.Ok;
    }

    /// <summary>Takes the new value; EINVAL when none was given or it has another width.</summary>
    public readonly int AssuredWrite(out ulong value, int size)
    {
        value = 0;
        return NewLength == 0 ? Errno.EInval : Write(ref value, size);
    }

    private static ulong Mask(int bytes) => bytes >= 8 ? ulong.MaxValue : (1UL << (8 * bytes)) - 1;
}
