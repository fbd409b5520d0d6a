using System.Text.RegularExpressions;

namespace AllocSim.Tests.House;

/// <summary>Numbers, units and percentages are written in one way, in what is printed and in the documents: 12.30 us, 12.3%, 1,234.</summary>
[TestFixture]
internal sealed partial class UnitStyleTests
{
    /// <summary>Files that read what others write.</summary>
    private static readonly string[] Readers = ["Workloads/Units/QuantityText.cs", "Workloads/Import/Formats/RmmImporter.cs", "Tests/House/UnitStyleTests.cs"];

    [Test]
    public void Microseconds_AreUs() => Assert.That(Lines().Where(line => line.Text.Contains('\u00b5', StringComparison.Ordinal)).Select(line => line.Place), Is.Empty);

    [Test]
    public void APercentage_HasItsSignRightBehindIt()
        => Assert.That(Lines().Where(line => line.IsDocument ? SpacedInText().IsMatch(line.Text) : SpacedInCode().IsMatch(line.Text)).Select(line => line.Place), Is.Empty);

    private static IEnumerable<(string Place, string Text, bool IsDocument)> Lines()
    {
        IEnumerable<string> documents = new[] { "docs", "examples" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "Reports"), "*.js", SearchOption.AllDirectories).Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)))
            .Select(path => Path.GetRelativePath(Repository.Root, path));
        foreach (string path in Repository.Projects.SelectMany(Repository.SourceFiles).Concat(documents).Except(Readers).Order(StringComparer.Ordinal))
        {
            bool isDocument = path.EndsWith(".md", StringComparison.Ordinal);
            string[] lines = Repository.Read(path).Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                yield return ($"{path}:{i + 1}: {lines[i].Trim()}", lines[i], isDocument);
            }
        }
    }

    [GeneratedRegex(@"\d %(?![\w(])")]
    private static partial Regex SpacedInText();

    /// <summary>A format of .NET's that writes a blank, or a blank written out behind a number that is put in; not the remainder of a division.</summary>
    [GeneratedRegex(@":P\d?\}|:[FN0-9.]+\} %|""[^""{]*\d %[ ;,.:""][^""]*""")]
    private static partial Regex SpacedInCode();
}
