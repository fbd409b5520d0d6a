using System.IO.Compression;

namespace AllocSim.Reports.Profiles;

/// <summary>Writes pprof's profile.proto, packed with gzip: objects, live bytes, held bytes and both over time, with thread and size class as labels.</summary>
/// <remarks>Field numbers are those of profile.proto of google/pprof.</remarks>
internal static class PprofProfile
{
    private static readonly (string Type, string Unit)[] Types =
        [("inuse_objects", "count"), ("inuse_space", "bytes"), ("held_space", "bytes"), ("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_time", "page_microseconds"), ("held_time", "page_microseconds")];

    /// <summary>Writes the file.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="rows">The sums.</param>
    /// <param name="timeNs">When, nanoseconds on the trace's clock.</param>
    /// <param name="pageBytes">Bytes in a page.</param>
    public static void Write(Stream output, IReadOnlyList<ProfileRow> rows, long timeNs, int pageBytes)
    {
        List<string> strings = [""];
        Dictionary<string, ulong> indices = new(StringComparer.Ordinal) { [""] = 0 };
        Dictionary<string, ulong> locations = new(StringComparer.Ordinal);
        ProtobufWriter profile = new();
        foreach ((string type, string unit) in Types)
        {
            profile.Message(1, Pair(StringOf(type), StringOf(unit)));
        }

        foreach (ProfileRow row in rows)
        {
            ProtobufWriter sample = new();
            sample.Numbers(1, ProfileFrames.Of(row).Reverse().Select(LocationOf));
            sample.Numbers(2, Values(row, pageBytes));
            sample.Message(3, Label("thread", (ulong)row.Thread));
            sample.Message(3, Label("size_class", (ulong)row.SizeIndex));
            profile.Message(2, sample);
        }

        foreach ((string _, ulong id) in locations.OrderBy(each => each.Value))
        {
            ProtobufWriter line = new();
            line.Number(1, id);
            ProtobufWriter location = new();
            location.Number(1, id);
            location.Message(4, line);
            profile.Message(4, location);
        }

        foreach ((string name, ulong id) in locations.OrderBy(each => each.Value))
        {
            ProtobufWriter function = new();
            function.Number(1, id);
            function.Number(2, StringOf(name));
            function.Number(3, StringOf(name));
            profile.Message(5, function);
        }

        profile.Number(10, (ulong)timeNs);
        profile.Message(11, Pair(StringOf("space"), StringOf("bytes")));
        profile.Number(12, 1);
        profile.Number(14, StringOf("inuse_space"));
        strings.ForEach(text => profile.Text(6, text));
        using GZipStream packed = new(output, CompressionLevel.Optimal, leaveOpen: true);
        packed.Write(profile.ToArray());

        ulong StringOf(string text)
        {
            if (!indices.TryGetValue(text, out ulong index))
            {
                index = (ulong)strings.Count;
                indices.Add(text, index);
                strings.Add(text);
            }

            return index;
        }

        ulong LocationOf(string frame)
        {
            if (!locations.TryGetValue(frame, out ulong id))
            {
                id = (ulong)locations.Count + 1;
                locations.Add(frame, id);
            }

            return id;
        }

        ProtobufWriter Label(string key, ulong number)
        {
            ProtobufWriter label = new();
            label.Number(1, StringOf(key));
            label.Number(3, number);
            return label;
        }
    }

    private static ulong[] Values(ProfileRow row, int pageBytes) =>
    [
        (ulong)row.Objects, row.LiveBytes, row.HeldBytes, (ulong)row.MadeObjects, row.MadeBytes,
        (ulong)(row.LiveByteNs / ((ulong)pageBytes * 1000)), (ulong)(row.HeldByteNs / ((ulong)pageBytes * 1000)),
    ];

    private static ProtobufWriter Pair(ulong type, ulong unit)
    {
        ProtobufWriter pair = new();
        pair.Number(1, type);
        pair.Number(2, unit);
        return pair;
    }
}
