using System.Globalization;
using System.Text;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Profiles;

/// <summary>Writes a profile at one moment in all its forms.</summary>
public static class ProfileFiles
{
    private static readonly string[] Columns =
        ["call_stack", "thread", "size_class", "objects", "live_bytes", "held_bytes", "made_objects", "made_bytes", "live_page_seconds", "held_page_seconds"];

    /// <summary>Writes profile-INDEX.heap, .live.folded, .held.folded, .speedscope.json, .pb.gz and .csv to a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="index">The operation that was the last one to run.</param>
    /// <param name="timeNs">When, on the trace's clock.</param>
    /// <param name="pageBytes">Bytes in a page.</param>
    /// <param name="rows">The sums.</param>
    public static void Write(string folder, long index, long timeNs, int pageBytes, IReadOnlyList<ProfileRow> rows)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"profile-{index}");
        WriteText(".heap", writer => JeprofProfile.Write(writer, rows));
        WriteText(".live.folded", writer => FoldedProfile.Write(writer, rows, row => row.LiveBytes));
        WriteText(".held.folded", writer => FoldedProfile.Write(writer, rows, row => row.HeldBytes));
        using (FileStream file = Create(".speedscope.json"))
        {
            SpeedscopeProfile.Write(file, name, rows);
        }

        using (FileStream file = Create(".pb.gz"))
        {
            PprofProfile.Write(file, rows, timeNs, pageBytes);
        }

        using (FileStream file = Create(".csv"))
        {
            CsvTable.Write(file, new TableData(name, Columns, [.. rows.Select(row => Cells(row, pageBytes))]));
        }

        FileStream Create(string suffix) => File.Create(Path.Combine(folder, name + suffix));

        void WriteText(string suffix, Action<TextWriter> write)
        {
            using StreamWriter writer = new(Create(suffix), new UTF8Encoding(false));
            write(writer);
        }
    }

    private static TableCell[] Cells(ProfileRow row, int pageBytes) =>
    [
        string.Join(" < ", row.Frames), row.Thread, row.SizeIndex, row.Objects, row.LiveBytes, row.HeldBytes, row.MadeObjects, row.MadeBytes,
        ProfileRow.PageSeconds(row.LiveByteNs, pageBytes), ProfileRow.PageSeconds(row.HeldByteNs, pageBytes),
    ];
}
