using AllocSim.Reports.Html;
using AllocSim.Reports.Sweeps;

namespace AllocSim.Tests.Reports.Html;

/// <summary>Nothing of a page lies over anything else.</summary>
internal sealed partial class ReportPageTests
{
    [TestCase("lua")]
    [TestCase("both")]
    [TestCase("contended")]
    [TestCase("scale")]
    [TestCase("sweep")]
    [TestCase("tune")]
    [TestCase("demo")]
    [TestCase("stacked")]
    public void OnlyMarksAndPictures_ArePlacedOverOtherThings(string run)
    {
        Open(run);
        string[] lifted = Strings("[...document.querySelectorAll('body *')].filter(e => ['absolute', 'fixed'].includes(getComputedStyle(e).position)).filter(e => !e.matches('.hidden, .plot canvas, .peak-mark')).map(e => `${e.tagName} ${e.className}`)");
        Assert.That(lifted, Is.Empty);
    }

    [TestCase("lua")]
    [TestCase("both")]
    [TestCase("contended")]
    [TestCase("stacked")]
    public void TheBarOfResidentMemory_IsAsWideAsThePage_AndItsPartsFillIt(string run)
    {
        Open(run);
        double width = Browser.Number(Page.Evaluate("document.querySelector('.peak-bars').getBoundingClientRect().width"));
        double main = Browser.Number(Page.Evaluate("document.querySelector('#figures').getBoundingClientRect().width"));
        Assert.That(width, Is.EqualTo(main).Within(1));
        double parts = Browser.Number(Page.Evaluate("Math.max(...[...document.querySelectorAll('.peak-bars .bar')].map(bar => [...bar.querySelectorAll('.part')].reduce((sum, part) => sum + part.getBoundingClientRect().width, 0)))"));
        Assert.That(parts, Is.GreaterThan(width * 0.8));
        Assert.That(Strings("[...document.querySelectorAll('.peak-bars .part')].filter(part => part.getBoundingClientRect().width > 1 && ['rgba(0, 0, 0, 0)', 'transparent'].includes(getComputedStyle(part).backgroundColor)).map(part => part.className)"), Is.Empty);
    }

    [TestCase(1280)]
    [TestCase(400)]
    public void TwelveOptionsWithLongNames_AreLegible(int width)
    {
        string[] axes = ["dirty_decay_ms", "muzzy_decay_ms", "oversize_threshold", "lg_extent_max_active_fit", "background_thread", "max_background_threads", "experimental_infallible_new", "hpa_sec_batch_fill_extra", "lg_tcache_nslots_mul", "tcache_gc_delay_bytes", "remote_free_max_batch_of_all_arenas", "averyveryverylongnamewithoutabreakinit"];
        string[] columns = ["point", .. axes, "trace", .. SweepMeasure.All.Select(measure => measure.Column)];
        string[][] rows = [.. Enumerable.Range(0, 3).Select(i => (string[])[$"{i + 1}", .. axes.Select(_ => $"{i}"), "t", $"{1000 - i}", $"{2000 - i}", $"{7 + i}", $"{9 + i}", $"{10 + i}", $"{20 + i}", $"{30 + i}", $"{40 + i}", $"{50 + i}"])];
        Directory.CreateDirectory(_directory["many"]);
        using (FileStream page = File.Create(_directory["many", "report.html"]))
        {
            SweepPage.Write(page, SweepTable.From(columns, rows), _ => [], "", "0");
        }

        Page.Open(_directory["many", "report.html"], width, 900);
        string[] over = Strings("""
            (() => {
              const texts = [...document.querySelectorAll('#chart-parallel svg .axis')].map(t => [t.textContent, t.getBoundingClientRect()]);
              const left = document.querySelector('#chart-parallel svg').getBoundingClientRect().left;
              return [...texts.flatMap(([a, r], i) => texts.slice(i + 1).filter(([, s]) => r.left < s.right && s.left < r.right && r.top + 2 < s.bottom && s.top + 2 < r.bottom).map(([b]) => `${a} | ${b}`)), ...texts.filter(([, r]) => r.left < left).map(([a]) => `${a} is cut`)];
            })()
            """);
        Assert.That(over, Is.Empty);
        string written = Page.Text("[...document.querySelectorAll('#chart-parallel svg .axis')].map(t => t.textContent).join('')");
        Assert.That(axes.Where(axis => !written.Contains(axis, StringComparison.Ordinal)), Is.Empty, "every name is there as a whole");
        double lines = Browser.Number(Page.Evaluate("Math.min(...[...document.querySelectorAll('#chart-parallel svg .base')].map(l => l.getBoundingClientRect().top)) - Math.max(...[...document.querySelectorAll('#chart-parallel svg .axis')].map(t => t.getBoundingClientRect().bottom))"));
        Assert.That(lines, Is.GreaterThanOrEqualTo(-2), "the axes begin below the names");
    }
}
