using System.Globalization;
using System.Text.RegularExpressions;

namespace AllocSim.Workloads.Recorder;

/// <summary>Where a recorded process had files mapped: the lines of /proc/PID/maps that the recorder kept.</summary>
/// <remarks>Where two files were at one address, one after the other, the later one counts.</remarks>
internal sealed partial class MappedFiles
{
    private readonly List<(ulong Start, ulong End, ulong Offset, string Path)> _mappings = [];
    private readonly Dictionary<string, bool> _isFixed = new(StringComparer.Ordinal);

    /// <summary>Takes lines in; what is no mapping is passed over.</summary>
    public MappedFiles(IEnumerable<string> lines)
    {
        foreach (Match match in lines.Select(line => Mapping().Match(line)).Where(match => match.Success))
        {
            _mappings.Add((Number(match, 1), Number(match, 2), Number(match, 3), match.Groups[4].Value));
        }

        _mappings.Reverse();
    }

    /// <summary>The file that is mapped at an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="path">The file.</param>
    /// <param name="offset">The address as the file counts it: from the start of its lowest mapping, unless the file can only be at its own addresses.</param>
    /// <returns>False when none is known.</returns>
    public bool TryFind(ulong address, out string path, out ulong offset)
    {
        foreach ((ulong start, ulong end, ulong fileOffset, string file) in _mappings)
        {
            if (start <= address && address < end)
            {
                ulong lowest = start - fileOffset;
                foreach (var other in _mappings.Where(m => m.Offset == 0 && m.Path == file && m.Start <= address))
                {
                    lowest = other.Start;
                    break;
                }

                path = file;
                offset = IsFixed(file) ? address : address - lowest;
                return true;
            }
        }

        (path, offset) = ("", 0);
        return false;
    }

    private static ulong Number(Match match, int group) => ulong.Parse(match.Groups[group].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9a-f]{1,16})-([0-9a-f]{1,16}) \S+ ([0-9a-f]{1,16}) \S+ \S+ +(/.*)$")]
    private static partial Regex Mapping();

    /// <summary>Whether a file is an executable of the kind that does not move (ELF type ET_EXEC).</summary>
    private bool IsFixed(string path)
    {
        if (!_isFixed.TryGetValue(path, out bool isFixed))
        {
            byte[] head = new byte[18];
            try
            {
                using FileStream file = File.OpenRead(path);
                isFixed = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[16] == 2 && head[17] == 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }

            _isFixed.Add(path, isFixed);
        }

        return isFixed;
    }
}
