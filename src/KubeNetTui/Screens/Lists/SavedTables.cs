using System.Globalization;
using System.Text;
using KubeNetTui.App;

namespace KubeNetTui.Screens;

/// <summary>Where tables and texts that a person saves are written: <c>$XDG_DATA_HOME/kubenettui/saved</c>, else below <c>~/.local/share</c>.</summary>
internal static class SavedTables
{
    public static string Folder
    {
        get
        {
            var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } set
                ? set
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
            return Path.Combine(data, "kubenettui", "saved");
        }
    }

    /// <summary>Writes it in the background, a table for spreadsheets too, and says where, or why it could not be.</summary>
    public static ValueTask SaveAsync(IWorkspace workspace, string title, string text, string? csv = null, string extension = "txt")
    {
        var stamp = TimeZoneInfo.ConvertTime(workspace.Time.GetUtcNow(), workspace.Time.LocalTimeZone).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var file = Path.Combine(Folder, $"{FileName(title)}-{stamp}.{extension}");
        return new ValueTask(Task.Run(async () =>
        {
            try
            {
                Directory.CreateDirectory(Folder);
                await File.WriteAllTextAsync(file, text, new UTF8Encoding(false)).ConfigureAwait(false);
                if (csv is not null)
                {
                    await File.WriteAllTextAsync(Path.ChangeExtension(file, "csv"), csv, new UTF8Encoding(false)).ConfigureAwait(false);
                }

                workspace.Post(() => workspace.Say($"saved to {file}{(csv is null ? "" : " and .csv")}", StatusTone.Good));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                workspace.Post(() => workspace.Say($"not saved to {file}: {e.Message}", StatusTone.Bad));
            }
        }));
    }

    /// <summary>Letters, digits, dots and dashes; what else a title has becomes one dash.</summary>
    internal static string FileName(string title)
    {
        var name = new StringBuilder();
        foreach (var c in title)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or '_')
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        var text = name.ToString().Trim('-', '.');
        return text.Length == 0 ? "table" : text.Length > 80 ? text[..80] : text;
    }
}
