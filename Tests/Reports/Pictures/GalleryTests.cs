using System.Text.RegularExpressions;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Reports.Pictures;

/// <summary>docs/gallery.md shows what there is, and stays small.</summary>
[TestFixture]
internal sealed partial class GalleryTests
{
    private const long BytesMax = 2 << 20;

    private static string Folder => Path.Combine(Repository.Root, "docs", "gallery");

    [Test]
    public void EveryPicture_IsNamed_AndEveryNamedOneIsThere()
        => Assert.That(Named().Matches(Repository.Read("docs/gallery.md")).Select(match => match.Groups[1].Value).Distinct(), Is.EquivalentTo(Directory.EnumerateFiles(Folder).Select(Path.GetFileName)));

    [Test]
    public void AllPicturesTogether_AreSmall()
        => Assert.That(Directory.EnumerateFiles(Folder).Sum(path => new FileInfo(path).Length), Is.LessThan(BytesMax));

    [GeneratedRegex(@"\(gallery/([\w-]+\.png)\)")]
    private static partial Regex Named();
}
