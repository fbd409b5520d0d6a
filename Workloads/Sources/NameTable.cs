using System.Collections;

namespace AllocSim.Workloads.Sources;

/// <summary>The control names of a trace, numbered in order of first use. One thread may add while others read.</summary>
internal sealed class NameTable : IReadOnlyList<string>
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private volatile string[] _names = [];
    private volatile int _count;

    /// <inheritdoc/>
    public int Count => _count;

    /// <inheritdoc/>
    public string this[int index] => index < _count ? _names[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The number of a name, which is added where it is new.</summary>
    public int Add(string name)
    {
        if (_index.TryGetValue(name, out int known))
        {
            return known;
        }

        int count = _count;
        if (count == _names.Length)
        {
            string[] larger = new string[Math.Max(8, count * 2)];
            _names.CopyTo(larger, 0);
            _names = larger;
        }

        _names[count] = name;
        _index.Add(name, count);
        _count = count + 1;
        return count;
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
        {
            yield return _names[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
