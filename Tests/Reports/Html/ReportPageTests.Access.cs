using System.Text.Json;
using AllocSim.Reports.Html;
using AllocSim.Reports.Sweeps;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Reports.Html;

/// <summary>The pages for those who do not see them, or have a narrow window; and that of a search.</summary>
internal sealed partial class ReportPageTests
{
    private static string AxePath => Path.Combine(Repository.Root, ".build", "axe", "node_modules", "axe-core", "axe.min.js");

    [TestCase("lua")]
    [TestCase("both")]
    [TestCase("contended")]
    [TestCase("scale")]
    [TestCase("sweep")]
    [TestCase("stacked")]
    [TestCase("tune")]
    [TestCase("demo")]
    public void APage_HasNoSeriousFaultOfAccess_LightOrDark(string run)
    {
        if (!File.Exists(AxePath))
        {
            Assert.Ignore("axe-core is not there (./test fetches it with npm)");
        }

        string axe = File.ReadAllText(AxePath);
        foreach ((int width, bool isDark) in ((int, bool)[])[(400, false), (1400, false), (1400, true)])
        {
            Page.Open(_directory[run, "report.html"], width, 900, isDark);
            Page.Evaluate(axe + ";1");
            JsonElement faults = Page.Evaluate("axe.run().then(found => found.violations.filter(fault => fault.impact === 'serious' || fault.impact === 'critical').map(fault => `${fault.id}: ${fault.nodes.map(node => node.html).join(' ')}`))");
            Assert.That(faults.EnumerateArray().Select(fault => fault.GetString()), Is.Empty, $"{run} at {width}{(isDark ? ", dark" : "")}");
        }
    }

    [Test]
    public void TheIndexOfADemo_LeadsToThePageOfEachTrace()
    {
        Open("demo");
        string[] links = [.. Page.Evaluate("[...document.querySelectorAll('#main a, main a')].map(a => a.getAttribute('href')).filter(h => h.endsWith('report.html'))").EnumerateArray().Select(link => link.GetString()!)];
        Assert.That(links, Is.EqualTo(new[] { "tiny/report.html" }));
        Assert.That(File.Exists(_directory["demo", links[0]]));
        Assert.That(Page.Complaints, Is.Empty);
    }

    [Test]
    public void ASweepsPage_TellsNoValueFromNothing()
    {
        string[] columns = ["point", "a", "trace", .. SweepMeasure.All.Select(measure => measure.Column)];
        string[][] rows = [["1", "x", "t", "2048", "4096", "7", "", "", "0", "3", "1", "9"], ["2", "y", "t", "1024", "4096", "", "", "", "0", "3", "1", "9"], ["3", "y", "t", "3072", "4096", "5", "", "", "0", "3", "1", "9"]];
        Directory.CreateDirectory(_directory["gaps"]);
        using (FileStream page = File.Create(_directory["gaps", "report.html"]))
        {
            SweepPage.Write(page, SweepTable.From(columns, rows), _ => [], "", "0");
        }

        Open("gaps");
        Assert.That(Page.Text("document.querySelectorAll('#chart-pareto .spot').length"), Is.EqualTo("2"));
        Assert.That(Page.Text("document.getElementById('pareto').innerText"), Does.Contain("1 of 3 points has no value of one of the two and is not in the picture"));
        Assert.That(Page.Text("document.querySelectorAll('#chart-parallel .thread').length"), Is.EqualTo("3"));
        Assert.That(Page.Text("document.getElementById('front').innerText"), Does.Not.Contain("no value"), "a point without a value is on no front");
        Assert.That(Page.Text("document.body.innerText.includes('NaN') || document.body.innerText.includes('undefined') || document.body.innerText.includes('null')"), Is.EqualTo("False"));
        Assert.That(Page.Text("[...document.querySelectorAll('svg *')].some(e => [...e.attributes].some(a => /NaN|null|undefined/.test(a.value)))"), Is.EqualTo("False"));
        Assert.That(Page.Complaints, Is.Empty);
    }

    [Test]
    public void ASearch_OpensWithItsAnswerChosen()
    {
        Open("tune");
        Assert.That(Page.Text("document.querySelectorAll('#chart-pareto .chosen').length"), Is.EqualTo("1"));
        string conf = File.ReadLines(_directory["tune", "answer.txt"]).First().Split(' ')[2];
        Assert.That(Page.Text("document.getElementById('answer').innerText"), Does.Contain("Run with: " + conf).And.Contain("allocsim replay "));
        Assert.That(Page.Complaints, Is.Empty);
    }
}
