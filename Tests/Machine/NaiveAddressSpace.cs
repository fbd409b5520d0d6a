namespace AllocSim.Tests.Machine;

/// <summary>The placement rule told as plainly as possible: a list of gaps, highest first, searched from the front.</summary>
internal sealed class NaiveAddressSpace(ulong low, ulong high)
{
    private readonly List<(ulong Low, ulong High)> _gaps = [(low, high)];

    public int GapCount => _gaps.Count;

    public ulong Allocate(ulong hint, ulong bytes)
    {
        int at = hint == 0 ? -1 : _gaps.FindIndex(g => g.Low <= hint && hint + bytes <= g.High);
        if (at >= 0)
        {
            (ulong low, ulong high) = _gaps[at];
            _gaps.RemoveAt(at);
            if (low < hint)
            {
                _gaps.Insert(at, (low, hint));
            }

            if (hint + bytes < high)
            {
                _gaps.Insert(at, (hint + bytes, high));
            }

            return hint;
        }

        at = _gaps.FindIndex(g => g.High - g.Low >= bytes);
        if (at < 0)
        {
            return 0;
        }

        (ulong bottom, ulong top) = _gaps[at];
        _gaps[at] = (bottom, top - bytes);
        if (bottom == top - bytes)
        {
            _gaps.RemoveAt(at);
        }

        return top - bytes;
    }

    public void Free(ulong low, ulong bytes)
    {
        ulong high = low + bytes;
        int i = _gaps.FindIndex(g => g.Low < high);
        i = i < 0 ? _gaps.Count : i;
        if (i < _gaps.Count && _gaps[i].High > low)
        {
            return;
        }

        _gaps.Insert(i, (low, high));
        if (i + 1 < _gaps.Count && _gaps[i + 1].High == low)
        {
            _gaps[i] = (_gaps[i + 1].Low, high);
            _gaps.RemoveAt(i + 1);
        }

        if (i > 0 && _gaps[i - 1].Low == high)
        {
            _gaps[i - 1] = (_gaps[i].Low, _gaps[i - 1].High);
            _gaps.RemoveAt(i);
        }
    }
}
