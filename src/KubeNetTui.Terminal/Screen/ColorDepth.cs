namespace KubeNetTui.Terminal;

/// <summary>How many colours the terminal shows.</summary>
public enum ColorDepth
{
    None,
    Palette16,
    Palette256,
    TrueColor,
}
