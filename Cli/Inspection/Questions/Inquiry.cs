using AllocSim.Cli.Inspection.Pictures;
using AllocSim.Reports.Console;
using AllocSim.Reports.Profiles;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>What is asked of a heap at each moment; with nothing else a summary.</summary>
internal sealed record Inquiry
{
    /// <summary>Addresses, objects and records.</summary>
    public IReadOnlyList<AddressQuestion> Questions { get; init; } = [];

    /// <summary>Views.</summary>
    public IReadOnlyList<ViewQuery> Views { get; init; } = [];

    /// <summary>Whether answers are JSON, one object a line.</summary>
    public bool IsJson { get; init; }

    /// <summary>Address of the page map's root.</summary>
    public ulong MapRoot { get; init; }

    /// <summary>Where every record is written; null for nowhere.</summary>
    public string? DumpFolder { get; init; }

    /// <summary>Where views are written as CSV; null for the terminal.</summary>
    public string? TableFolder { get; init; }

    /// <summary>Where profiles are written; null for nowhere.</summary>
    public string? ProfileFolder { get; init; }

    /// <summary>What the colours of pictures say.</summary>
    public string Colours { get; init; } = MapPainter.Full;

    /// <summary>Opens the file for the picture of a moment; null for none.</summary>
    public Func<long, Stream>? OpenPicture { get; init; }

    /// <summary>Whether nothing is asked.</summary>
    public bool IsNothing => Questions.Count == 0 && Views.Count == 0 && DumpFolder is null && ProfileFolder is null && OpenPicture is null;

    /// <summary>Answers at the moment where a run stands.</summary>
    /// <returns>False: a question had no answer.</returns>
    public bool Answer(InspectedRun run, Terminal terminal)
    {
        if (DumpFolder is not null)
        {
            using StreamWriter file = new(Path.Combine(DumpFolder, FormattableString.Invariant($"inspect-{run.Cursor.Index}.txt")));
            ((IRecordDumping)run.Session.Allocator).DumpRecords(file, run.Cursor.Index, MapRoot);
        }

        if (ProfileFolder is not null)
        {
            ProfileFiles.Write(ProfileFolder, run.Cursor.Index, run.Session.Machine.TraceTimeNs, run.Session.Machine.PageSize, run.Profile!.Read(run.Session.Machine.TraceTimeNs, run.Cursor.Frames));
        }

        if (IsNothing)
        {
            WriteSummary(run, terminal.Output);
        }

        if (OpenPicture is not null)
        {
            HeapFilm.WritePicture(OpenPicture(run.Cursor.Index), run, Colours);
        }

        foreach (ViewQuery query in Views)
        {
            WriteView(query.Rows(run), run, terminal);
        }

        bool isAnswered = true;
        foreach (AddressQuestion question in Questions)
        {
            isAnswered &= WriteAnswer(question, run, run.WatchOf(question).Block, terminal.Output);
        }

        return isAnswered;
    }

    private void WriteSummary(InspectedRun run, TextWriter output)
    {
        if (IsJson)
        {
            FactWriter.WriteJson(output, run.Cursor.Index, "view", "summary", HeapSummary.Facts(run));
        }
        else
        {
            HeapSummary.Write(output, run);
        }
    }

    private void WriteView(TableData table, InspectedRun run, Terminal terminal)
    {
        if (TableFolder is not null)
        {
            using FileStream file = File.Create(Path.Combine(TableFolder, FormattableString.Invariant($"{table.Name}-{run.Cursor.Index}.csv")));
            CsvTable.Write(file, table);
        }
        else if (IsJson)
        {
            FactWriter.WriteJson(terminal.Output, run.Cursor.Index, table);
        }
        else
        {
            terminal.Output.WriteLine(FormattableString.Invariant($"{table.Name} after operation {run.Cursor.Index}: {table.Rows.Count}"));
            ViewText.Write(terminal.Output, table, terminal.Width);
        }
    }

    /// <summary>Writes the answer to a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="run">The run, where it stands.</param>
    /// <param name="block">The object that it is about, or the last one at its address.</param>
    /// <param name="output">Where to.</param>
    /// <returns>False: there was none.</returns>
    public bool WriteAnswer(AddressQuestion question, InspectedRun run, in AskedBlock block, TextWriter output)
    {
        AddressAnswer answer = AddressAnswer.Of(question, run, block, MapRoot);
        if (IsJson)
        {
            FactWriter.WriteJson(output, run.Cursor.Index, "asked", question.Text, answer.Facts);
            return answer.IsFound;
        }

        output.WriteLine(FormattableString.Invariant($"{question.Text} after operation {run.Cursor.Index}"));
        foreach (Fact fact in answer.Facts)
        {
            output.WriteLine("  " + fact);
        }

        return answer.IsFound;
    }
}
