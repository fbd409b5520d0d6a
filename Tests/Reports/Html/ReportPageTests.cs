using System.Globalization;
using System.Text;
using System.Text.Json;
using AllocSim.Tests.Cli;
using AllocSim.Tests.Workloads.Stacks;
using static AllocSim.Tests.Reports.Html.StoredRuns;

namespace AllocSim.Tests.Reports.Html;

/// <summary>The page in a real browser.</summary>
[TestFixture]
[Category("Once")]
internal sealed partial class ReportPageTests
{
    private TemporaryDirectory _directory = null!;
    private Browser? _browser;

    private Browser Page => _browser!;

    [OneTimeSetUp]
    public void Start()
    {
        _directory = new TemporaryDirectory();
        Browser.IgnoreWithout();
        _browser = Browser.Start();
        Done("replay", Lua, "--out", _directory["lua"], "--no-charts");
        File.WriteAllText(_directory["lua", "strange.csv"], "name,weight_bytes,share_ratio\n\"a, \"\"quoted\"\" <b>\",2048,0.5\nb,7,1\n");
        Done("report", _directory["lua"], "--no-charts");
        Done("compare", Lua, "--conf", "", "--conf", "narenas:1,tcache:false", "--out", _directory["both"], "--no-charts");
        Done("report", _directory["both"], "--no-charts");
        string trace = _directory["larson.atrace"];
        Done("trace", "generate", "larson", trace, "--threads", "4", "--operations", "20000");
        Done("replay", trace, "--timing", "contended", "--cpus", "2", "--flat-out", "--out", _directory["contended"], "--no-charts");
        Done("report", _directory["contended"], "--no-charts");
        Done("scale", trace, "--cpus", "1,2", "--flat-out", "--out", _directory["scale"], "--no-charts");
        Done("sweep", Tiny, "--vary", "dirty_decay_ms=0,1000,-1", "--vary", "narenas=1,2", "--out", _directory["sweep"], "--no-charts");
        Done("tune", Tiny, "--options", "dirty_decay_ms,retain", "--evaluations", "12", "--limit", "page_faults<=+900%", "--out", _directory["tune"], "--no-charts");
        Directory.CreateDirectory(_directory["bundled"]);
        File.Copy(Tiny, _directory["bundled", Path.GetFileName(Tiny)]);
        Done("demo", "--traces", _directory["bundled"], "--out", _directory["demo"], "--no-charts");
        File.WriteAllBytes(_directory["stacked.atrace"], StackedTrace());
        Done("replay", _directory["stacked.atrace"], "--out", _directory["stacked"], "--no-charts");
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _browser?.Dispose();
        _directory.Dispose();
    }

    [TestCase("lua")]
    [TestCase("both")]
    [TestCase("contended")]
    [TestCase("scale")]
    [TestCase("stacked")]
    public void APage_LogsNothing_LoadsNothing_AndDrawsEveryChart(string run)
    {
        Open(run);
        Assert.That(Page.Text("document.documentElement.dataset.ready"), Is.EqualTo("yes"));
        Assert.That(Page.Text("document.querySelectorAll('figure.chart').length - document.querySelectorAll('figure.chart svg .base').length"), Is.EqualTo("0"));
        Assert.That(Page.Text("document.querySelectorAll('figure.chart').length"), Is.Not.EqualTo("0"));
        Assert.That(Page.Text("document.body.innerText.includes('NaN') || document.body.innerText.includes('undefined')"), Is.EqualTo("False"));
        Assert.That(Page.Text("[...document.querySelectorAll('svg *')].some(e => [...e.attributes].some(a => a.value.includes('NaN')))"), Is.EqualTo("False"));
        Assert.That(Page.Complaints, Is.Empty);
        Assert.That(Page.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)), Is.EqualTo(new[] { new Uri(_directory[run, "report.html"]).AbsoluteUri }));
    }

    [Test]
    public void TheFlameGraphsSums_AreThoseOfTheTable()
    {
        Open("stacked");
        string[][] rows = [.. File.ReadAllLines(_directory["stacked", "stacks.csv"]).Select(line => line.Split(','))];
        string[] moments = ["peak", "end"];
        string[] measures = ["live_bytes", "wasted_bytes", "pinned_bytes"];
        foreach (int moment in (int[])[0, 1])
        {
            for (int measure = 0; measure < measures.Length; measure++)
            {
                int column = Array.IndexOf(rows[0], measures[measure]);
                double expected = rows.Where(row => row[0] == moments[moment]).Sum(row => double.Parse(row[column], CultureInfo.InvariantCulture));
                Page.Evaluate($"(() => {{ const [m, t] = document.querySelectorAll('#chart-flame select'); m.value = {measure}; m.dispatchEvent(new Event('change')); t.value = {moment}; t.dispatchEvent(new Event('change')); }})()");
                Assert.That(Browser.Number(Page.Evaluate("Number(document.getElementById('chart-flame').dataset.total)")), Is.EqualTo(expected).Within(0.01), $"{moments[moment]} {measures[measure]}");
            }
        }

        Assert.That(rows.Where(row => row[0] == "end").Sum(row => double.Parse(row[2], CultureInfo.InvariantCulture)), Is.EqualTo(double.Parse(Fields(_directory["stacked", "summary.csv"])[1][Array.IndexOf(Fields(_directory["stacked", "summary.csv"])[0], "end_requested_bytes")], CultureInfo.InvariantCulture)));
        Page.Evaluate("(() => { const s = document.querySelector('#chart-flame input'); s.value = 'site_b'; s.dispatchEvent(new Event('input')); })()");
        Assert.That(Page.Text("document.querySelectorAll('#chart-flame .found').length"), Is.Not.EqualTo("0"));
        Assert.That(Page.Complaints, Is.Empty);
    }

    [Test]
    public void ASweep_ShowsItsPoints_AndHowToUseOne()
    {
        Open("sweep");
        Assert.That(Page.Text("document.documentElement.dataset.ready"), Is.EqualTo("yes"));
        Assert.That(Page.Text("document.querySelectorAll('#chart-pareto .spot').length"), Is.EqualTo("6"));
        Assert.That(Page.Text("document.querySelectorAll('#chart-parallel .thread').length"), Is.EqualTo("6"));
        Assert.That(Strings("[...document.querySelectorAll('#sensitivity caption')].map(c => c.textContent)"), Is.EqualTo(new[] { "dirty_decay_ms", "narenas" }));
        Page.Evaluate("document.querySelector('#front button').click()");
        string use = Page.Text("document.getElementById('use').innerText");
        Assert.That(use, Does.Contain("allocsim replay ").And.Contain("dirty_decay_ms:").And.Contain("MALLOC_CONF='"));
        Assert.That(Page.Text("document.body.innerText.includes('NaN') || document.body.innerText.includes('undefined')"), Is.EqualTo("False"));
        Assert.That(Page.Complaints, Is.Empty);
    }

    [TestCase("summary")]
    [TestCase("bins")]
    [TestCase("extents")]
    [TestCase("timeline")]
    public void ATable_HoldsEveryFieldOfItsFile(string table)
    {
        Open("lua");
        string[][] shown = OpenTable(table);
        string[][] fields = Fields(_directory["lua", table + ".csv"]);
        string[][] expected = table == "summary" ? [.. fields[0].Select((name, i) => new[] { name, fields[1][i] })] : fields;
        Assert.That(shown, Is.EqualTo(expected));
    }

    [Test]
    public void ATable_ThatNobodyKnows_IsShownWithUnits_AndSorts()
    {
        Open("lua");
        Assert.That(OpenTable("strange")[1], Is.EqualTo(new[] { "a, \"quoted\" <b>", "2048", "0.5" }));
        Page.Evaluate("document.getElementById('exact').click()");
        Assert.That(Page.Text("document.querySelector('#table-strange tbody').innerText"), Is.EqualTo("a, \"quoted\" <b>\t2.00 KiB\t50.0%\nb\t7 B\t100.0%"));
        Page.Evaluate("document.querySelectorAll('#table-strange th button')[1].click(); document.querySelectorAll('#table-strange th button')[1].click()");
        Assert.That(Page.Text("document.querySelector('#table-strange tbody').innerText"), Does.StartWith("b\t7 B"));
        Assert.That(Page.Text("document.querySelectorAll('#table-strange th')[1].getAttribute('aria-sort')"), Is.EqualTo("ascending"));
    }

    [TestCase(0.3)]
    [TestCase(0.55)]
    [TestCase(0.9)]
    public void ThePointer_ReadsTheSampleThatHolds_InEveryChartOverTime(double place)
    {
        Open("lua");
        Page.Point("mouseMoved", "#chart-memory .plot", place);
        double instant = Instant("memory");
        string[][] fields = Fields(_directory["lua", "timeline.csv"]);
        string[] row = fields.Skip(1).Last(fields => double.Parse(fields[1], CultureInfo.InvariantCulture) <= instant);
        Assert.Multiple(() =>
        {
            Assert.That(row[1], Is.EqualTo(instant.ToString(CultureInfo.InvariantCulture)));
            Assert.That(Values("memory"), Is.SupersetOf(new[] { "true_resident_bytes", "active_bytes", "allocated_bytes", "requested_bytes" }.Select(Field)));
            Assert.That(Values("faults"), Is.EqualTo(new[] { Field("page_faults") }));
            Assert.That(Page.Text("new Set([...document.querySelectorAll('.chart.lines .readout')].map(r => r.dataset.instant)).size"), Is.EqualTo("1"));
            Assert.That(Page.Text("document.querySelector('#chart-memory .value').textContent"), Does.Match(@"^[\d.]+ [KM]iB$"));
        });

        string Field(string column) => row[Array.IndexOf(fields[0], column)];
    }

    [Test]
    public void ADrag_ZoomsEveryChartOverTime_AndADoubleClickShowsAllAgain()
    {
        Open("lua");
        string before = Ticks("faults");
        Page.Point("mouseMoved", "#chart-memory .plot", 0.4);
        Page.Point("mousePressed", "#chart-memory .plot", 0.4);
        Page.Point("mouseMoved", "#chart-memory .plot", 0.6);
        Page.Point("mouseReleased", "#chart-memory .plot", 0.6);
        Assert.That(Ticks("faults"), Is.Not.EqualTo(before).And.EqualTo(Ticks("memory")));
        Page.Evaluate("document.querySelector('#chart-faults .plot').dispatchEvent(new MouseEvent('dblclick'))");
        Page.Point("mouseMoved", "#chart-memory .plot", 0.5);
        Assert.That(Ticks("memory"), Is.EqualTo(before));
    }

    [Test]
    public void Keys_GoFromSampleToSample_AndZoom()
    {
        Open("lua");
        double[] times = [.. Fields(_directory["lua", "timeline.csv"]).Skip(1).Select(row => double.Parse(row[1], CultureInfo.InvariantCulture)).Distinct()];
        Page.Evaluate("document.querySelector('#chart-memory .plot').focus()");
        Page.Press("Home");
        Page.Press("ArrowRight");
        Page.Press("ArrowRight");
        Page.Press("ArrowLeft");
        Assert.That(Instant("faults"), Is.EqualTo(times[1]));
        string before = Ticks("faults");
        Page.Press("+");
        Assert.That(Ticks("faults"), Is.Not.EqualTo(before));
        Page.Press("Escape");
        Assert.That(Ticks("faults"), Is.EqualTo(before));
    }

    [Test]
    public void ABar_IsReadByThePointer()
    {
        Open("lua");
        Page.Point("mouseMoved", "#chart-bins .plot", 0.5);
        string size = Page.Text("document.querySelector('#chart-bins .readout').dataset.category");
        string[] bin = Fields(_directory["lua", "bins.csv"]).Single(row => row[0] == "peak" && row[2] == size);
        long used = long.Parse(bin[7], CultureInfo.InvariantCulture) * long.Parse(size, CultureInfo.InvariantCulture);
        Assert.That(Values("bins"), Is.EqualTo(new[] { used.ToString(CultureInfo.InvariantCulture), bin[9] }));
    }

    [Test]
    public void SeveralRuns_AreALineEach_AndTheComparisonIsThatOfTheTable()
    {
        Open("both");
        string[][] rows = Fields(_directory["both", "comparison.csv"]);
        Assert.That(Page.Text("document.querySelectorAll('#chart-memory .line').length"), Is.EqualTo("2"));
        Page.Evaluate("(() => { const s = document.querySelector('#chart-memory select'); s.value = 'requested_bytes'; s.dispatchEvent(new Event('change')); })()");
        Page.Point("mouseMoved", "#chart-memory .plot", 0.5);
        string[] requested = Values("memory");
        Assert.That(requested[0], Is.EqualTo(requested[1]), "both runs hold the same objects");
        int fromEnd = rows[0].Length - Array.IndexOf(rows[0], "page_faults"); // The options hold a comma, which counts as a field more.
        double[] faults = [.. rows.Skip(1).Select(row => double.Parse(row[^fromEnd], CultureInfo.InvariantCulture))];
        string[] cells = Strings("[...document.querySelectorAll('.comparison td[data-measure=page_faults]')].map(c => c.innerText)");
        Assert.That(cells[0], Is.EqualTo(faults[0].ToString("N0", CultureInfo.InvariantCulture)));
        Assert.That(cells[1], Is.EqualTo($"{faults[1].ToString("N0", CultureInfo.InvariantCulture)} {((faults[1] / faults[0]) - 1) * 100:+0.0;−0.0}%"));
    }

    [TestCase(1400, false)]
    [TestCase(1400, true)]
    [TestCase(400, false)]
    [TestCase(400, true)]
    public void ThePage_FitsItsWindow_AndFollowsTheReadersColours(int width, bool isDark)
    {
        foreach (string run in (string[])["lua", "both", "contended", "scale", "sweep", "stacked", "tune", "demo"])
        {
            Page.Open(_directory[run, "report.html"], width, 900, isDark);
            Assert.That(Browser.Number(Page.Evaluate("document.documentElement.scrollWidth")), Is.LessThanOrEqualTo(width), run);
            Assert.That(Browser.Number(Page.Evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")), isDark ? Is.LessThan(64) : Is.GreaterThan(192));
            Assert.That(Strings("[...document.querySelectorAll('svg text')].filter(t => !t.closest('.scroll')).filter(t => t.getBoundingClientRect().right > innerWidth + 1 || t.getBoundingClientRect().left < -1).map(t => t.textContent)"), Is.Empty, run);
            Assert.That(Page.Complaints, Is.Empty);
        }
    }

    [Test, Explicit("Writes pictures of the pages for a person to look at.")]
    public void Pictures()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "pictures");
        Directory.CreateDirectory(folder);
        foreach (string run in (string[])["lua", "both", "contended"])
        {
            foreach ((int width, bool isDark) in ((int, bool)[])[(1280, false), (1280, true), (400, false), (400, true)])
            {
                Page.Open(_directory[run, "report.html"], width, 900, isDark);
                File.WriteAllBytes(Path.Combine(folder, $"{run}-{width}-{(isDark ? "dark" : "light")}.png"), Page.Picture());
            }
        }
    }

    /// <summary>Objects from two places of a program, of which few stay.</summary>
    internal static byte[] StackedTrace()
    {
        StringBuilder text = new();
        List<int> stacks = [];
        for (int i = 0; i < 300; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i} 0 malloc {i} {50 + (i % 3 * 100)}\n");
            stacks.Add(1 + (i % 2));
        }

        for (int i = 0; i < 300; i++)
        {
            if (i % 50 != 7)
            {
                text.Append(CultureInfo.InvariantCulture, $"{300 + i} 0 free {i}\n");
                stacks.Add(0);
            }
        }

        return CallStacks.Atrace(text.ToString(), [["site_a (x.c:1)", "main"], ["site_b (x.c:2)", "main"]], [.. stacks]);
    }

    private void Open(string run) => Page.Open(_directory[run, "report.html"], 1280, 900);

    /// <summary>Opens a table with exact numbers, all its rows, and gives what stands in it.</summary>
    private string[][] OpenTable(string table)
    {
        Page.Evaluate($"(() => {{ const d = document.getElementById('table-{table}'); d.open = true; if (!document.getElementById('exact').checked) document.getElementById('exact').click(); }})()");
        Page.Evaluate("new Promise(done => setTimeout(() => done(1), 50))");
        Page.Evaluate($"document.querySelector('#table-{table} .more button')?.click()");
        JsonElement rows = Page.Evaluate($"[...document.querySelectorAll('#table-{table} tr')].map(row => [...row.cells].map(cell => cell.textContent.replace(/[▲▼]$/, '')))");
        return [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray())];
    }

    private double Instant(string chart) => Browser.Number(Page.Evaluate($"document.querySelector('#chart-{chart} .readout').dataset.instant"));

    private string[] Values(string chart) => Strings($"[...document.querySelectorAll('#chart-{chart} .legend .value')].map(value => value.dataset.value)");

    private string Ticks(string chart) => string.Join('|', Strings($"[...document.querySelectorAll('#chart-{chart} .tick[text-anchor=middle]')].map(t => t.textContent)"));

    private string[] Strings(string expression) => [.. Page.Evaluate(expression).EnumerateArray().Select(item => item.ToString())];
}
