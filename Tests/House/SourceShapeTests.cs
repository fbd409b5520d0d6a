using System.Text.RegularExpressions;

namespace AllocSim.Tests.House;

/// <summary>A reader finds a type by its file's name, and a file fits a sitting.</summary>
[TestFixture]
internal sealed partial class SourceShapeTests
{
    private const int LinesMax = 300;

    [TestCaseSource(typeof(Repository), nameof(Repository.Projects))]
    public void AFile_IsShort(string project)
    {
        string[] found = [.. Repository.SourceFiles(project)
            .Select(path => (Path: path, Lines: Repository.Read(path).AsSpan().Count('\n')))
            .Where(file => file.Lines > LinesMax)
            .Select(file => $"{file.Path}: {file.Lines} lines")];
        Assert.That(found, Is.Empty);
    }

    [TestCaseSource(typeof(Repository), nameof(Repository.Projects))]
    public void AFile_HoldsOneType_AndIsNamedAfterIt(string project)
    {
        List<string> found = [];
        foreach (string path in Repository.SourceFiles(project))
        {
            string[] types = [.. TopLevelType().Matches(SourceText.CodeOnly(Repository.Read(path))).Select(m => m.Groups["name"].Value)];
            string name = Path.GetFileNameWithoutExtension(path).Split('.')[0];
            if (types.Length > 1 || (types.Length == 1 && types[0] != name))
            {
                found.Add($"{path}: {string.Join(", ", types)}");
            }
        }

        Assert.That(found, Is.Empty);
    }

    [TestCaseSource(typeof(Repository), nameof(Repository.Projects))]
    public void ANamespace_IsTheFolder(string project)
    {
        List<string> found = [];
        foreach (string path in Repository.SourceFiles(project))
        {
            Match match = Namespace().Match(Repository.Read(path));
            string expected = "AllocSim." + Path.GetDirectoryName(path)!.Replace(Path.DirectorySeparatorChar, '.');
            if (match.Success && match.Groups["name"].Value != expected)
            {
                found.Add($"{path}: {match.Groups["name"].Value}");
            }
        }

        Assert.That(found, Is.Empty);
    }

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+(?:struct|class))?)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
