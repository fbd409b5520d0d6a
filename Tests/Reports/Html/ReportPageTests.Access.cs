using System.Text.Json;
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
    public void ASearch_OpensWithItsAnswerChosen()
    {
        Open("tune");
        Assert.That(Page.Text("document.querySelectorAll('#chart-pareto .chosen').length"), Is.EqualTo("1"));
        string conf = File.ReadLines(_directory["tune", "answer.txt"]).First().Split(' ')[2];
        Assert.That(Page.Text("document.getElementById('answer').innerText"), Does.Contain("Run with: " + conf).And.Contain("allocsim replay "));
        Assert.That(Page.Complaints, Is.Empty);
    }
}
