using System.Globalization;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using static AllocSim.Tests.Reports.Html.StoredRuns;

namespace AllocSim.Tests.Reports.Html;

/// <summary>The page with the map of the address space in a real browser, held against what inspect prints.</summary>
[TestFixture]
[Category("Once")]
internal sealed class HeapMapPageTests
{
    private static string Sqlite => Path.Combine(Repository.Root, "traces", "sqlite.txt.gz");

    [TestCase("jemalloc-5.3", "--extents", false)]
    [TestCase("glibc", "--chunks", false)]
    [TestCase("jemalloc-5.3", "--extents", true)]
    [TestCase("mimalloc", "--pages", true)]
    public void AClickAndTheSlider_FindWhatInspectPrints(string policy, string view, bool isOfARun)
    {
        Browser.IgnoreWithout();
        using TemporaryDirectory directory = new();
        string path = directory["heap.html"];
        if (isOfARun)
        {
            Done("replay", Sqlite, "--policy", policy, "--out", directory["run"], "--no-charts");
            path = directory["run", "report.html"];
        }
        else
        {
            Done("inspect", Sqlite, "--policy", policy, "--page", path);
        }

        Assert.That(new FileInfo(path).Length, Is.LessThan(10_000_000));
        using Browser page = Browser.Start();
        page.Open(path, 1280, 900);
        Wait(page);
        int last = int.Parse(page.Text("document.getElementById('moment').max"), CultureInfo.InvariantCulture);
        Assert.That(last, Is.InRange(5, 33));
        HoldPeakAndEnd(page, policy);
        foreach (int moment in (int[])[3, last * 2 / 3])
        {
            page.Evaluate($"(() => {{ const s = document.getElementById('moment'); s.value = {moment}; s.dispatchEvent(new Event('input')); }})()");
            string index = Index(page);
            foreach (double down in (double[])[0.3, 0.7])
            {
                Choose(page, down);
                string start = page.Text("document.querySelector('.cell').textContent.match(/0x[0-9a-f]+/)[0]");
                string shown = page.Text("[...document.querySelectorAll('.record')].map(e => e.textContent).join('\\n')");
                ulong end = ulong.Parse(start.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 4096;
                string printed = Done("inspect", Sqlite, "--policy", policy, "--at", index, view, "--range", FormattableString.Invariant($"{start}..0x{end:x}"), "--json").Output;
                string[] addresses = [.. shown.Split('\n').Where(line => line.StartsWith(view[2..], StringComparison.Ordinal)).Select(line => line.Split(' ')[1].Split('=')[1])];
                Assert.That(addresses, Is.Not.Empty, $"{start} at {index}");
                Assert.That(addresses.Where(address => !printed.Contains($"\"{address}\"", StringComparison.Ordinal)), Is.Empty, printed);
                if (page.Text("document.querySelector('.object')?.textContent ?? ''") is { Length: > 0 } found)
                {
                    string address = found.Split(' ')[1].Split('=')[1];
                    Assert.That(Done("inspect", Sqlite, "--policy", policy, "--at", index, "--address", address).Output.Split('\n').Select(line => line.Trim()), Does.Contain(found));
                }
            }
        }

        Assert.That(page.Complaints, Is.Empty);
    }

    [Test]
    public void TheMapOfARun_IsTheSameWhenItsFolderIsReadAgain_AndStandsOnlyWhereOneRunDoes()
    {
        using TemporaryDirectory directory = new();
        Done("replay", Sqlite, "--out", directory["run"], "--no-charts");
        Done("report", directory["run"], "--out", directory["again"], "--no-charts");
        Assert.That(File.ReadAllBytes(directory["again", "report.html"]), Is.EqualTo(File.ReadAllBytes(directory["run", "report.html"])));
        Done("report", directory["run"], directory["run"], "--out", directory["both"], "--no-charts");
        Assert.That(File.ReadAllText(directory["both", "report.html"]), Does.Not.Contain("<div class=\"map-host\">"));
        Done("replay", Sqlite, "--out", directory["without"], "--no-charts", "--no-page");
        Assert.That(File.Exists(directory["without", "heap.bin.gz"]), Is.False);
    }

    [Test]
    public void AMapThatIsDamaged_IsNamed()
    {
        using TemporaryDirectory directory = new();
        Done("replay", Sqlite, "--out", directory["run"], "--no-charts");
        File.WriteAllText(directory["run", "heap.bin.gz"], "no map");
        CommandRun run = CommandRun.Of("report", directory["run"], "--no-charts");
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, $"allocsim: {directory["run", "heap.bin.gz"]} is damaged: replay the trace again\n")));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void AtAPhonesWidth_NothingSticksOut_AndTheKeysChooseCells(bool isDark)
    {
        Browser.IgnoreWithout();
        using TemporaryDirectory directory = new();
        File.WriteAllBytes(directory["stacked.atrace"], ReportPageTests.StackedTrace());
        Done("inspect", directory["stacked.atrace"], "--page", directory["heap.html"]);
        using Browser page = Browser.Start();
        page.Open(directory["heap.html"], 400, 800, isDark);
        Wait(page);
        Assert.That(page.Text("document.documentElement.scrollWidth <= 400"), Is.EqualTo("True"));
        page.Evaluate("document.querySelector('.map-frame canvas').focus()");
        page.Press("End");
        Assert.That(page.Text("document.querySelector('.cell').textContent"), Does.StartWith("0x"));
        foreach (string colours in (string[])["pages", "by state", "by class", "by arena", "full"])
        {
            page.Evaluate($"(() => {{ const s = document.getElementById('colour'); s.value = '{colours}'; s.dispatchEvent(new Event('change')); }})()");
            Assert.That(page.Text("document.getElementById('colour').value"), Is.EqualTo(colours));
            Assert.That(page.Text("document.querySelectorAll('.legend .item').length > 1"), Is.EqualTo("True"));
        }

        Assert.That(page.Text("[...document.querySelectorAll('input, select, canvas')].every(e => e.title || e.getAttribute('aria-label'))"), Is.EqualTo("True"));
        Assert.That(page.Complaints, Is.Empty);
    }

    // The slider starts at the peak, its mark leads back there, and its last place is the trace's last operation.
    private static void HoldPeakAndEnd(Browser page, string policy)
    {
        foreach ((string moment, string go) in (ReadOnlySpan<(string, string)>)[("peak", "0"), ("end", "(() => { const s = document.getElementById('moment'); s.value = s.max; s.dispatchEvent(new Event('input')); })()"), ("peak", "document.querySelector('.marked .peak-mark').click()")])
        {
            page.Evaluate(go);
            string said = Done("inspect", Sqlite, "--policy", policy, "--at", moment).Output.Split("operation ")[1].Split(", ")[0];
            Assert.That(page.Text("document.querySelector('.when').textContent"), Does.Contain($"operation {said}").And.Contain(moment == "peak" ? "the peak of requested bytes" : "the end"));
        }
    }

    private static string Index(Browser page) => page.Text("document.querySelector('.when').textContent.match(/operation ([0-9,]+)/)[1]").Replace(",", "", StringComparison.Ordinal);

    private static void Wait(Browser page) => page.Evaluate("new Promise(done => { const look = () => document.documentElement.dataset.map === 'yes' ? done(1) : setTimeout(look, 20); look(); })");

    // A click on the first cell with a record from this place of the map on; behind its end the search goes on at the top.
    private static void Choose(Browser page, double down)
        => page.Evaluate($"(() => {{ const c = document.querySelector('.map-frame canvas'); const r = c.getBoundingClientRect(); for (let i = 0; i < r.height; i += 3) {{ c.dispatchEvent(new MouseEvent('click', {{ clientX: r.left + 10, clientY: r.top + (Math.floor(r.height * {down.ToString(CultureInfo.InvariantCulture)}) + i) % r.height }})); if (document.querySelector('.record')) return; }} }})()");
}
