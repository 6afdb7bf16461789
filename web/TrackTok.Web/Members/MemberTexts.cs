namespace TrackTok.Web.Members;

/// <summary>Names the texts of the pages about members and invitations.</summary>
public sealed class MemberTexts;
