using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Classic.Ctl;

/// <summary>One mallctl: who calls, what with, and the numbers that the name contained.</summary>
/// <remarks>Values are their bytes, low byte first. Room of another width than the value's gets what fits, and the call fails with EINVAL. (READ, WRITE)</remarks>
internal struct ControlCall
{
    /// <summary>No error.</summary>
    public const int Ok = 0;

    /// <summary>The control cannot be used in this direction. (EPERM)</summary>
    public const int NotPermitted = 1;

    /// <summary>There is no such control. (ENOENT)</summary>
    public const int NoEntry = 2;

    /// <summary>Memory ran out. (EAGAIN)</summary>
    public const int TryAgain = 11;

    /// <summary>The number is out of range. (EFAULT)</summary>
    public const int BadNumber = 14;

    /// <summary>A value of the wrong width. (EINVAL)</summary>
    public const int Invalid = 22;

    /// <summary>Makes the call.</summary>
    public ControlCall(int thread, CtlMode mode, ulong value)
    {
        Thread = thread;
        Value = value;
        Width = (mode & CtlMode.TypeMask) switch
        {
            CtlMode.U32 => 4,
            CtlMode.U64 => 8,
            CtlMode.Bool => 1,
            _ => 0,
        };
        IsWrite = (mode & CtlMode.Write) != 0 && Width != 0;
    }

    /// <summary>The caller.</summary>
    public int Thread { get; }

    /// <summary>Bytes of the value; 0 for none.</summary>
    public int Width { get; }

    /// <summary>A value is given.</summary>
    public bool IsWrite { get; }

    /// <summary>A value is asked for.</summary>
    public readonly bool IsRead => Width != 0 && !IsWrite;

    /// <summary>The value given, or the answer.</summary>
    public ulong Value;

    /// <summary>The first number in the name: an arena, a class.</summary>
    public ulong First;

    /// <summary>The second number in the name: a class.</summary>
    public ulong Second;

    /// <summary>Answers with a value that cannot be written.</summary>
    public int ReadOnly(ulong value, int width) => IsWrite ? NotPermitted : Read(value, width);

    /// <summary>Answers with a value.</summary>
    public int Read(ulong value, int width)
    {
        if (!IsRead)
        {
            return Ok;
        }

        int bytes = Math.Min(width, Width);
        Value = bytes == sizeof(ulong) ? value : value & ((1UL << (8 * bytes)) - 1);
        return width == Width ? Ok : Invalid;
    }
}
