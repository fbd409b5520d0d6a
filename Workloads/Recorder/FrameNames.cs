using System.Globalization;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Recorder;

/// <summary>What the frames of a recording's call stacks are called: <c>function (file.c:12)</c>, <c>function (module)</c>, <c>module+0xoffset</c> or a bare address.</summary>
/// <remarks>A frame is a return address; it is named after the byte before it, which belongs to the call.</remarks>
public sealed class FrameNames
{
    /// <summary>Where the recorder puts what is mapped where: the recording's name and this.</summary>
    public const string MapsEnding = ".maps";

    private readonly Dictionary<ulong, IReadOnlyList<string>> _names = [];

    private FrameNames(IEnumerable<ulong> frames, MappedFiles files)
    {
        var found = new SortedDictionary<string, List<(ulong Frame, ulong Offset)>>(StringComparer.Ordinal);
        foreach (ulong frame in frames.Order())
        {
            if (files.TryFind(frame - 1, out string path, out ulong offset))
            {
                found.TryAdd(path, []);
                found[path].Add((frame, offset));
            }
        }

        foreach ((string path, List<(ulong Frame, ulong Offset)> inFile) in found)
        {
            Name(path, inFile);
        }
    }

    /// <summary>Whether addr2line is missing, so that frames are called after their modules.</summary>
    public bool LackSymbols { get; private set; }

    /// <summary>Reads through a recording and names the frames of its call stacks.</summary>
    /// <returns>Null when it was recorded without them.</returns>
    public static FrameNames? Read(string recording)
    {
        string maps = recording + MapsEnding;
        if (!File.Exists(maps))
        {
            return null;
        }

        using var reader = new RecordingReader(recording);
        var batch = new OperationBatch();
        while (reader.TryRead(batch))
        {
        }

        return new FrameNames(reader.FrameAddresses, new MappedFiles(File.ReadLines(maps)));
    }

    /// <summary>The names of a frame: its function's, and before it those of functions that the compiler has put into it there.</summary>
    public IReadOnlyList<string> Of(ulong frame) => _names.TryGetValue(frame, out IReadOnlyList<string>? names) ? names : ["0x" + frame.ToString("x", CultureInfo.InvariantCulture)];

    private void Name(string path, List<(ulong Frame, ulong Offset)> frames)
    {
        IReadOnlyList<string>[]? symbols = LackSymbols ? null : Addr2Line.Names(path, [.. frames.Select(frame => frame.Offset)]);
        LackSymbols = symbols is null;
        for (int i = 0; i < frames.Count; i++)
        {
            _names[frames[i].Frame] = symbols?[i] is { Count: > 0 } known ? known : [string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}+0x{frames[i].Offset:x}")];
        }
    }
}
