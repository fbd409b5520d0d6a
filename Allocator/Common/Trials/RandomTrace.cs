using System.Globalization;

namespace AllocSim.Allocator.Common.Trials;

/// <summary>Writes a random plain-text trace: whatever a program may do without breaking the library's rules. Same seed, same trace.</summary>
internal sealed partial class RandomTrace
{
    private readonly SeededDraws _draws;
    private readonly TraceShape _shape;
    private readonly List<string> _lines = [];
    private readonly List<TracedObject> _live = [];
    private readonly List<int> _threads = [];
    private long _next;
    private ulong _time;
    private int _nextThread;
    private bool _isRising = true;

    private RandomTrace(SeededDraws draws, TraceShape shape)
    {
        _draws = draws;
        _shape = shape;
        _nextArena = shape.ManualArenaBase;
        for (int i = 0; i < shape.Threads; i++)
        {
            AddThread();
        }
    }

    /// <summary>Writes a trace of so many operations.</summary>
    public static List<string> Write(SeededDraws draws, TraceShape shape, int operations)
    {
        var trace = new RandomTrace(draws, shape);
        while (trace._lines.Count < operations)
        {
            trace.Step();
        }

        return trace._lines;
    }

    private void Step()
    {
        _time += _shape.StepNs == 0 ? 0 : _draws.Below((2 * _shape.StepNs) + 1);
        if (_draws.Chance(_shape.Idle))
        {
            _time += _draws.Below(_shape.IdleNsMax);
        }

        _isRising = _live.Count <= 2 * _shape.LiveTarget && (_isRising || _live.Count < _shape.LiveTarget / 4);
        int thread = _draws.Pick<int>(_threads.ToArray());
        if (_draws.Chance(_shape.Controls))
        {
            Control(thread);
        }
        else if (_draws.Chance(_shape.Stats))
        {
            Emit(thread, "stats");
        }
        else if (thread != _threads[0] && _draws.Chance(_shape.Exits))
        {
            Emit(thread, "exit");
            _threads.Remove(thread);
            AddThread();
        }
        else if (_live.Count > 0 && _draws.Chance(_shape.Resizes))
        {
            Resize(thread, _draws.Below(_live.Count));
        }
        else if (_live.Count == 0 || _draws.Chance(_isRising ? 640_000 : 360_000))
        {
            Make(thread);
        }
        else
        {
            Drop(thread, _draws.Chance(700_000) ? _draws.Below(_live.Count) : _live.Count - 1);
        }
    }

    private void AddThread()
    {
        _nextThread += _shape.IsSparse ? _draws.From(1, 40) : _threads.Count == 0 && _nextThread == 0 ? 0 : 1;
        _threads.Add(_nextThread);
    }

    private void Emit(int thread, string rest) => _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{_time} {thread} {rest}"));

    private long Size()
    {
        int weight = _draws.Below(_shape.SizeWeights.Sum());
        int kind = 0;
        while (weight >= _shape.SizeWeights[kind])
        {
            weight -= _shape.SizeWeights[kind++];
        }

        ulong size = kind switch
        {
            0 => _draws.From(0UL, 64),
            1 => Math.Min(_draws.Spread(4, 14), 14337),
            2 => _draws.Spread(12, 17),
            3 => _draws.Spread(14, 22),
            4 => _draws.Spread(20, 25),
            _ when _shape.IsExtended => _draws.Spread(25, 30),
            _ => _draws.Chance(900_000) ? _draws.Spread(25, 34) : _draws.Spread(33, 42),
        };
        return (long)(_draws.Chance(150_000) ? RoundToPage(size) : size);
    }

    private ulong RoundToPage(ulong size) => ((size + 4095) & ~4095UL) + (_draws.Chance(300_000) ? 1UL : 0);

    private int LgAlign() => _draws.From(3, _shape.LgAlignMax);

    private void Make(int thread)
    {
        long size = Size();
        int kind = _draws.Below(1_000_000);
        if (_draws.Chance(_shape.Aligned))
        {
            MakeAligned(thread, size);
        }
        else if (kind < 60_000)
        {
            MakeZeroed(thread, size);
        }
        else if (kind < 80_000)
        {
            Keep(thread, $"realloc {_next} - {size}", size);
        }
        else if (kind < 300_000 && _shape.IsExtended)
        {
            MakeExtended(thread, Math.Max(size, 1));
        }
        else
        {
            Keep(thread, $"malloc {_next} {size}", size);
        }
    }

    private void MakeAligned(int thread, long size)
    {
        if (_draws.Chance(10_000))
        {
            Keep(thread, $"memalign {_next} {_draws.Pick<int>(0, 1, 4, 24, 48)} {size}", -1);
            return;
        }

        int lg = LgAlign();
        Keep(thread, $"memalign {_next} {1UL << lg} {size}", Math.Max(size, 1), lg);
    }

    private void MakeZeroed(int thread, long size)
    {
        if (_draws.Chance(10_000))
        {
            Keep(thread, $"calloc {_next} {_draws.Spread(20, 24)} {_draws.Spread(20, 24)}", -1);
            return;
        }

        long count = _draws.From(0, 49);
        long each = size / Math.Max(count, 1);
        Keep(thread, $"calloc {_next} {count} {each}", count * each);
    }

    private static bool MayFail(long size, int lgAlign) => size < 0 || size > 1L << 33 || lgAlign > 26;

    private void Keep(int thread, string call, long size, int lgAlign = 0, int arena = -1)
    {
        Emit(thread, call);
        _live.Add(new TracedObject(_next++, size, lgAlign, arena, MayFail(size, lgAlign)));
    }

    private void Resize(int thread, int index)
    {
        TracedObject old = _live[index];
        long size = old.Arena >= 0 ? Math.Clamp(NewSize(old), 1, OwnSizeMax) : NewSize(old);
        bool isExtended = _shape.IsExtended && size > 0 && !old.MayBeNull;
        if (isExtended && _draws.Chance(300_000))
        {
            ulong extra = _draws.Pick<ulong>(0, 0, 1, 4096, 65536, 1 << 21);
            Emit(thread, $"xallocx {old.Number} {size} {extra} {_draws.Pick(0, 0, FlagZero) | FlagsOf(old)}");
            _live[index] = old with { Size = -1 };
        }
        else if (size > 8 << 20 || old.IsTooBigToCopy)
        {
            Drop(thread, index);
        }
        else if (isExtended && (old.Arena >= 0 || _draws.Chance(400_000)))
        {
            ResizeExtended(thread, index, Math.Max(size, 1));
        }
        else
        {
            Emit(thread, $"realloc {_next} {old.Number} {size}");
            _live[index] = new TracedObject(_next++, size, 0, -1, size == 0 || old.MayBeNull);
        }
    }

    private long NewSize(TracedObject old)
    {
        long size = Math.Max(old.Size, 0);
        return _draws.Below(12) switch
        {
            0 or 1 => size + _draws.From(1, 5000),
            2 => size / 2,
            3 => (size * 2) + 1,
            4 => size + 1,
            5 => size,
            6 => Math.Max(size - 1, 0),
            7 => Math.Max(size - _draws.From(1, 20000), 1),
            8 when _draws.Chance(200_000) => 0,
            _ => Size(),
        };
    }

    private void Drop(int thread, int index)
    {
        TracedObject gone = _live[index];
        _live[index] = _live[^1];
        _live.RemoveAt(_live.Count - 1);
        if (!gone.MayBeNull && (gone.Arena >= 0 || (_shape.IsExtended && _draws.Chance(350_000))))
        {
            DropExtended(thread, gone);
        }
        else
        {
            Emit(thread, $"free {gone.Number}");
        }
    }
}
