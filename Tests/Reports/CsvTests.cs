using System.Diagnostics;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class CsvTests
{
    private const string Script = """
        import csv, sys
        for path in sys.argv[1:]:
            rows = list(csv.reader(open(path, newline=''), strict=True))
            assert rows and len(set(rows[0])) == len(rows[0]), path + ': no header, or a name twice'
            for row in rows:
                assert len(row) == len(rows[0]), path + ': a row with %d fields of %d' % (len(row), len(rows[0]))
            for row in rows[1:]:
                for name, field in zip(rows[0], row):
                    if name.endswith(('_bytes', '_pages', '_ns', '_calls', '_ratio')) and field:
                        float(field)
            print(len(rows) - 1)
        """;

    [Test]
    public void EveryTable_LoadsInPython_WithItsNumbers()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", Path.Combine(Repository.Root, "traces", "tiny.txt.gz"), "--timing", "contended", "--out", directory["run"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[] tables = [.. directory.Files().Where(file => file.EndsWith(".csv", StringComparison.Ordinal)).Select(file => directory[file])];
        Assert.That(tables.Select(Path.GetFileNameWithoutExtension), Is.SupersetOf(new[] { "summary", "timeline", "bins", "slabs", "slop", "tcaches", "extents", "pins", "decay", "mutexes", "addresses", "latency", "threads" }));
        Assume.That(Python("-c", "import csv").Exit, Is.Zero, "python3 is not installed");
        (int exit, string output) = Python(["-c", Script, .. tables]);
        Assert.That(exit, Is.Zero, output);
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(tables.Length));
    }

    private static (int Exit, string Output) Python(params string[] arguments)
    {
        ProcessStartInfo start = new("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "");
        }
    }
}
