// In-memory staff desk: nobody of the staff signed in here; every token is the host app's.
import { ok, refused } from '#protocol';
import type { StaffDesk } from '../../gateway/operator/staff-desk.ts';

export function inMemoryStaffDesk(): StaffDesk {
  const nobody = async () => refused({ code: 'staff.unknown' } as const);
  const unlinked = async () => refused({ code: 'staff-link.unknown' } as const);
  const uninvited = async () => refused({ code: 'invitation.unknown' } as const);
  return {
    setUp: {
      isDone: async () => true,
      token: async () => null,
      look: async () => refused({ code: 'set-up.done' }),
      drawOwner: () => 'stf_1',
      finish: async () => refused({ code: 'set-up.done' }),
    },
    invitations: {
      invite: async () => ok({ status: 201, body: '{"invitationId":"inv_1"}' }),
      tokenOf: (invitationId) => `token-of-${invitationId}`,
      revoke: uninvited,
      look: uninvited,
      drawMember: () => 'stf_2',
      accept: uninvited,
    },
    signIns: {
      findPasskey: async () => null,
      signIn: async () => refused({ code: 'passkey.unknown' }),
      signOut: async () => {},
      look: async () => refused({ code: 'identity.invalid' }),
      verify: async () => refused({ code: 'identity.invalid' }),
    },
    changes: { setRole: nobody, leave: nobody, signOutEverywhere: nobody },
    own: {
      list: async () => refused({ code: 'staff.unknown' }),
      add: async () => refused({ code: 'staff.unknown' }),
      ...{ rename: nobody, remove: nobody, signOutEverywhere: nobody },
    },
    links: { write: nobody, look: unlinked, use: unlinked },
    list: async () => ({ members: [], invitations: [] }),
    self: async (operator, role) => ({ ...operator, name: null, tenantName: null, role, may: [] }),
  };
}
