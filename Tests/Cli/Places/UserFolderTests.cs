using AllocSim.Cli;

namespace AllocSim.Tests.Cli.Places;

/// <summary>Where a user's own files are kept.</summary>
[TestFixture]
[NonParallelizable] // changes the environment
internal sealed class UserFolderTests
{
    private static readonly string[] Variables = ["HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"];

    private readonly string?[] _before = [.. Variables.Select(Environment.GetEnvironmentVariable)];

    [SetUp]
    public void Forget()
    {
        foreach (string variable in Variables)
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [TearDown]
    public void Restore()
    {
        foreach ((string variable, string? value) in Variables.Zip(_before))
        {
            Environment.SetEnvironmentVariable(variable, value);
        }
    }

    [Test]
    public void AHomeThatIsNotThere_IsWhereTheyGo_NotTheFolderThatOneStandsIn()
    {
        using TemporaryDirectory directory = new();
        string home = directory["nobody"];
        Environment.SetEnvironmentVariable("HOME", home);
        Assert.That((UserFolder.Cache, UserFolder.Data), Is.EqualTo((Path.Combine(home, ".cache", "allocsim"), Path.Combine(home, ".local", "share", "allocsim"))));
    }

    [Test]
    public void WithoutAHome_TheyLieAtAnAbsolutePath()
        => Assert.That((Path.IsPathRooted(UserFolder.Cache), Path.IsPathRooted(UserFolder.Data)), Is.EqualTo((true, true)));

    [Test]
    public void TheFoldersThatTheEnvironmentNames_GoFirst()
    {
        using TemporaryDirectory directory = new();
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", directory["c"]);
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", directory["d"]);
        Assert.That((UserFolder.Cache, UserFolder.Data), Is.EqualTo((directory["c", "allocsim"], directory["d", "allocsim"])));
    }
}
