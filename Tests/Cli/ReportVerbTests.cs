using System.Text.RegularExpressions;
using static AllocSim.Tests.Reports.Html.StoredRuns;

namespace AllocSim.Tests.Cli;

[TestFixture]
internal sealed class ReportVerbTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void AReport_DrawsTheChartsThatTheRunLeft_ToTheByte_AndPrintsWhatItPrinted()
    {
        string printed = Done("replay", Lua, "--out", _directory["run"]).Output;
        CommandRun report = Done("report", _directory["run"], "--out", _directory["again"]);
        string[] charts = [.. _directory.Files().Where(file => file.StartsWith("run/charts/", StringComparison.Ordinal))];
        Assert.That(charts, Has.Some.EndsWith("memory.png").And.Some.EndsWith("addresses.csv"));
        Assert.That(_directory.Files().Where(file => file.StartsWith("again/", StringComparison.Ordinal)), Is.EquivalentTo(charts.Select(file => file.Replace("run/", "again/", StringComparison.Ordinal)).Append("again/report.html")));
        Assert.Multiple(() =>
        {
            Assert.That(report.Output, Is.EqualTo(printed));
            foreach (string chart in charts)
            {
                Assert.That(File.ReadAllBytes(_directory[chart.Replace("run/", "again/", StringComparison.Ordinal)]), Is.EqualTo(File.ReadAllBytes(_directory[chart])), chart);
            }
        });
    }

    [Test]
    public void TheSameRuns_GiveTheSamePage_WhereverTheyLie()
    {
        Done("replay", Tiny, "--out", _directory["a", "run"], "--no-charts");
        Done("replay", Tiny, "--out", _directory["b", "run"], "--no-charts");
        Done("report", _directory["a", "run"], "--no-charts");
        Done("report", _directory["b", "run"] + "/", "--no-charts");
        Assert.That(File.ReadAllBytes(_directory["b", "run", "report.html"]), Is.EqualTo(File.ReadAllBytes(_directory["a", "run", "report.html"])));
    }

    [Test]
    public void AComparison_IsReportedAsItWasPrinted_WithItsCharts()
    {
        string[] confs = [.. Enumerable.Range(1, 11).SelectMany(i => new[] { "--conf", $"narenas:{i}" })];
        string printed = Done(["compare", Tiny, .. confs, "--out", _directory["set"]]).Output;
        Assert.That(Done("report", _directory["set"], "--out", _directory["again"]).Output, Is.EqualTo(printed), "run-10 stands after run-9");
        foreach (string file in _directory.Files().Where(file => file.StartsWith("set/charts/", StringComparison.Ordinal)))
        {
            Assert.That(File.ReadAllBytes(_directory[file.Replace("set/", "again/", StringComparison.Ordinal)]), Is.EqualTo(File.ReadAllBytes(_directory[file])), file);
        }
    }

    [Test]
    public void RunsWithSamplesOfTheirOwn_AreOverlaid()
    {
        Done("replay", Lua, "--sample-every", "10ms", "--out", _directory["a"], "--no-charts");
        Done("replay", Lua, "--sample-every", "7ms", "--conf", "narenas:1", "--out", _directory["b"], "--no-charts");
        Done("report", _directory["a"], _directory["b"], "--out", _directory["both"]);
        string[][] rows = Fields(_directory["both", "charts", "resident.csv"]);
        string[][] a = Fields(_directory["a", "timeline.csv"]);
        string[][] b = Fields(_directory["b", "timeline.csv"]);
        int resident = Array.IndexOf(a[0], "true_resident_bytes");
        Assert.That(rows.Skip(1).Select(row => row[0]), Is.EqualTo(a.Skip(1).Concat(b.Skip(1)).Select(row => row[1]).Distinct().OrderBy(long.Parse)));
        Assert.Multiple(() =>
        {
            foreach (string[] row in rows.Skip(1))
            {
                Assert.That(row[1], Is.EqualTo(Held(a, row[0])));
                Assert.That(row[2], Is.EqualTo(Held(b, row[0])));
            }
        });

        string Held(string[][] table, string at) => table.Skip(1).Last(row => long.Parse(row[1]) <= long.Parse(at))[resident];
    }

    [Test]
    public void ASweep_IsToldFromARun()
    {
        Done("sweep", Tiny, "--vary", "narenas=1,2", "--out", _directory["sweep"], "--no-charts");
        CommandRun run = CommandRun.Of("report", _directory["sweep"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, run.Error)));
        Assert.That(run.Error, Does.Contain("is a sweep, not a run"));
    }

    [Test]
    public void AllThatIsWrong_IsToldAtOnce_AndNothingIsWritten()
    {
        Done("replay", Tiny, "--out", _directory["good"], "--no-charts");
        foreach (string name in (string[])["no-bins", "cut", "ragged", "words", "schema", "json", "columns"])
        {
            Done("replay", Tiny, "--out", _directory[name], "--no-charts");
        }

        File.Delete(_directory["no-bins", "bins.csv"]);
        Edit("cut", "timeline.csv", text => text[..^20]);
        Edit("ragged", "timeline.csv", text => text.Replace("\n0,", "\n0,0,", StringComparison.Ordinal));
        Edit("words", "timeline.csv", text => text.Replace("\n0,", "\nnone,", StringComparison.Ordinal));
        Edit("schema", "manifest.json", text => text.Replace("\"schema\": 1", "\"schema\": 7", StringComparison.Ordinal));
        Edit("json", "manifest.json", text => text[..40]);
        Edit("columns", "summary.csv", text => text.Replace("peak_requested_bytes", "most_bytes", StringComparison.Ordinal));
        Directory.CreateDirectory(_directory["empty"]);
        string[] before = _directory.Files();

        string[] names = ["good", "missing", "empty", "no-bins", "cut", "ragged", "words", "schema", "json", "columns"];
        CommandRun run = CommandRun.Of(["report", .. names.Select(name => _directory[name]), "--out", _directory["out", "page"]]);
        string[] lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(1));
            Assert.That(run.Output, Is.Empty);
            Assert.That(lines, Has.Length.EqualTo(9), run.Error);
            Assert.That(lines, Has.Some.Contain("missing does not exist"));
            Assert.That(lines, Has.Some.Contain("empty is no run").And.Contain("manifest.json"));
            Assert.That(lines, Has.Some.EndsWith("bins.csv is missing"));
            Assert.That(lines, Has.Some.Contain("cut/timeline.csv is cut off"));
            Assert.That(lines, Has.Some.Contain("ragged/timeline.csv:2: 33 fields; the header has 32"));
            Assert.That(lines, Has.Some.Contain("words/timeline.csv").And.Contain("operation"));
            Assert.That(lines, Has.Some.Contain("schema/manifest.json is of schema 7").And.Contain("replay the trace again"));
            Assert.That(lines, Has.Some.Contain("json/manifest.json:4 is no JSON"));
            Assert.That(lines, Has.Some.Contain("columns/summary.csv").And.Contain("peak_requested_bytes"));
            Assert.That(_directory.Files(), Is.EqualTo(before));
            Assert.That(Directory.Exists(_directory["out"]), Is.False);
        });
    }

    [Test]
    public void AFolderOfSets_SaysWhereTheRunsAre_AndSeveralRunsNeedAPlace()
    {
        Done("replay", Tiny, "--out", _directory["demo", "tiny", "default"], "--no-charts");
        Assert.That(CommandRun.Of("report", _directory["demo"]).Error, Does.Contain($"runs lie in {_directory["demo", "tiny"]}"));
        string run = _directory["demo", "tiny", "default"];
        Assert.That(CommandRun.Of("report", run, run).Error, Does.Contain("--out DIR is missing"));
    }

    [Test]
    public void WhatRunsAreCalled_CannotLeaveItsPlaceInThePage()
    {
        string trace = _directory.Write("<script>alert(1)<!--.txt", "0 0 malloc 1 100\n5 0 free 1\n");
        Done("replay", trace, "--out", _directory["run"], "--no-charts");
        File.WriteAllText(_directory["run", "odd.csv"], "</script><img src=x>\n\"</SCRIPT><!--\"\n");
        Done("report", _directory["run"], "--no-charts");
        string page = File.ReadAllText(_directory["run", "report.html"]);
        Assert.That(Regex.Count(page, "<script", RegexOptions.IgnoreCase), Is.EqualTo(2));
        Assert.That(Regex.Count(page, "</script", RegexOptions.IgnoreCase), Is.EqualTo(2));
        Assert.That(page, Does.Not.Contain("<img").And.Not.Contain("<!--"));
    }

    [Test]
    public void ThePage_NamesNothingOutsideOfItself()
    {
        Done("replay", Tiny, "--out", _directory["run"], "--no-charts");
        Done("report", _directory["run"], "--no-charts");
        string page = File.ReadAllText(_directory["run", "report.html"]);
        Assert.That(Regex.Matches(page, @"(?:https?:)?//[\w.]+\.\w+[\w/]*").Select(match => match.Value).Distinct(), Is.EqualTo(new[] { "http://www.w3.org/2000/svg" }), "a name of a kind of element, which nobody opens");
        Assert.That(page, Does.Contain("default-src 'none'"));
        Assert.That(page, Does.Not.Contain(_directory.Path), "a page is sent to others");
    }

    private void Edit(string run, string file, Func<string, string> change) => File.WriteAllText(_directory[run, file], change(File.ReadAllText(_directory[run, file])));
}
