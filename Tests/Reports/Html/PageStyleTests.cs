using System.Text.RegularExpressions;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Reports.Html;

/// <summary>Names in the pages' style: what is meant for one thing catches no other.</summary>
[TestFixture]
internal sealed partial class PageStyleTests
{
    [Test]
    public void AClassThatLiesOverOtherThings_IsGivenInOnePlace()
    {
        string[] lifted = [.. Rules().Where(rule => Lifting().IsMatch(rule.Body)).SelectMany(rule => rule.Selector.Split(',')).SelectMany(selector => Subject(selector)).Distinct()];
        Assert.That(lifted, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (string name in lifted)
            {
                Assert.That(Givers(name), Has.Length.EqualTo(1), $".{name} is placed absolutely, and given to {string.Join(" and ", Givers(name))}");
            }
        });
    }

    [Test]
    public void AClassOfAFigure_IsGivenToNothingElse()
    {
        string[] figures = [.. Sources().SelectMany(source => FigureClass().Matches(source.Text)).SelectMany(match => match.Groups[1].Value.Split(' ')).Where(name => name.Length > 0 && name != "chart").Distinct()];
        Assert.That(figures, Is.Not.Empty);
        Assert.That(figures.Where(name => Givers(name).Length > 1), Is.Empty);
    }

    [Test]
    public void EveryClassOfTheBars_HasItsRule()
    {
        string bars = Repository.Read("Reports/Html/Sections/PeakBars.cs");
        string[] known = [.. Rules().SelectMany(rule => ClassName().Matches(rule.Selector)).Select(match => match.Groups[1].Value).Distinct()];
        string[] parts = [.. PartName().Matches(bars).Select(match => match.Groups[1].Value)];
        Assert.That(parts, Has.Length.EqualTo(4));
        Assert.That(parts.Append("peak-bars"), Is.SubsetOf(known));
    }

    private static IEnumerable<(string Selector, string Body)> Rules()
        => Rule().Matches(Repository.Read("Reports/Html/Assets/page.css")).Select(match => (match.Groups[1].Value.Trim(), match.Groups[2].Value));

    /// <summary>The classes of that which a selector is about, not of what it lies in.</summary>
    private static IEnumerable<string> Subject(string selector) => ClassName().Matches(selector.Trim().Split(' ')[^1]).Select(match => match.Groups[1].Value);

    /// <summary>Where an element gets a class, as file and line.</summary>
    private static string[] Givers(string name)
        => [.. from source in Sources()
               from match in ClassText().Matches(source.Text)
               where match.Groups[1].Value.Split(' ').Contains(name)
               select $"{source.Path}:{source.Text[..match.Index].Count(letter => letter == '\n') + 1}"];

    private static IEnumerable<(string Path, string Text)> Sources()
        => Directory.EnumerateFiles(Path.Combine(Repository.Root, "Reports", "Html"), "*", SearchOption.AllDirectories).Where(path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".js", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(path => (Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path)));

    [GeneratedRegex(@"([^{};]+)\{([^{}]*)\}")]
    private static partial Regex Rule();

    [GeneratedRegex(@"position:\s*(absolute|fixed)")]
    private static partial Regex Lifting();

    [GeneratedRegex(@"\.([a-z][\w-]*)")]
    private static partial Regex ClassName();

    [GeneratedRegex("class(?:=\\\\?\"|: [\"`])([\\w -]*)")]
    private static partial Regex ClassText();

    [GeneratedRegex("(?:<figure class=\\\\?\"|\"figure\", \\{ class: [\"`])([\\w -]*)")]
    private static partial Regex FigureClass();

    [GeneratedRegex("^ +\\(\"([a-z-]+)\", \"", RegexOptions.Multiline)]
    private static partial Regex PartName();
}
