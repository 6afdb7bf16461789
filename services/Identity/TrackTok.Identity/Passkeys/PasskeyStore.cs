using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Passkeys;

/// <summary>
/// Lets the framework's passkey handler look up people and the passkeys that are good for one domain. It only ever reads: what is kept is written by the use cases, in their own transactions.
/// </summary>
internal sealed class PasskeyStore(IdentityDbContext db, string domain) : IUserPasskeyStore<Person>
{
    public Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id) ? db.People.AsNoTracking().FirstOrDefaultAsync(person => person.Id == id, cancellationToken) : Task.FromResult<Person?>(null);

    public async Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await Here.Where(passkey => passkey.CredentialId == credentialId).Join(db.People, passkey => passkey.PersonId, person => person.Id, (_, person) => person).FirstOrDefaultAsync(cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await Here.FirstOrDefaultAsync(passkey => passkey.PersonId == user.Id && passkey.CredentialId == credentialId, cancellationToken))?.ToInfo();

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) =>
        (await Here.Where(passkey => passkey.PersonId == user.Id).OrderBy(passkey => passkey.Id).ToListAsync(cancellationToken)).ConvertAll(passkey => passkey.ToInfo());

    public Task<string> GetUserIdAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw OnlyReads();

    public Task AddOrUpdatePasskeyAsync(Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw OnlyReads();

    public Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) => throw OnlyReads();

    public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken) => throw OnlyReads();

    public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancellationToken) => throw OnlyReads();

    public Task<IdentityResult> CreateAsync(Person user, CancellationToken cancellationToken) => throw OnlyReads();

    public Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken) => throw OnlyReads();

    public Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancellationToken) => throw OnlyReads();

    public void Dispose()
    {
        // The context is the scope's.
    }

    private IQueryable<Passkey> Here => db.Passkeys.AsNoTracking().Where(passkey => passkey.Domain == domain);

    private static NotSupportedException OnlyReads() => new("People and passkeys are written by the use cases.");
}
