// Pages: every page in every language is sound HTML, strict about its policy, and safe with hostile names.
import { describe, expect, test } from 'vitest';
import { CLAIM_RULES } from '../../../../gateway/domain/correction/claim.ts';
import { LANGUAGES } from '../../../../gateway/web/languages.ts';
import { expensePage } from '../../../../gateway/web/phone/expense-page.tsx';
import { homePage } from '../../../../gateway/web/phone/home-page.tsx';
import { offerPage } from '../../../../gateway/web/phone/offer-page.tsx';
import { receiptPage } from '../../../../gateway/web/phone/receipt-page.tsx';
import { sessionPage } from '../../../../gateway/web/phone/session-page.tsx';
import { galleryPages } from './gallery-pages.ts';
import { correctionsOf, frameOf, HOSTILE, KINDS, NOW_MS, offerOf, receiptOf, viewOf } from './samples.ts';

const assets = { url: (name: string): string => `/assets/${name}` };
const count = (html: string, pattern: RegExp): number => [...html.matchAll(pattern)].length;

describe.each(LANGUAGES)('in %s', (lang) => {
  describe.each(galleryPages(lang, assets))('$name', ({ name, html }) => {
    test('is one whole document in its language', () => {
      expect(html.startsWith(`<!doctype html><html lang="${lang}"`)).toBe(true);
      expect(count(html, /<main\b/g)).toBe(1);
      expect(count(html, /<h1\b/g)).toBe(1);
      expect(html).toMatch(/<title>[^<]+<\/title>/);
      expect(html).toContain('name="viewport"');
    });

    test('keeps a strict policy: nothing inline, nothing from elsewhere', () => {
      expect(html).not.toMatch(/\sstyle=|<style|\son\w+=|javascript:/);
      const asksDevice = /^(sign-in-|account$|account-(full|in-use|touch|untouched)$)/.test(name);
      const ofPage = /^scan(-|$)/.test(name) ? ['scan.js'] : name.startsWith('doors-') ? ['console.js'] : [];
      const scripts = ['live.js', ...ofPage, ...(asksDevice ? ['passkey.js'] : [])];
      expect([...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)).toEqual(
        scripts.map((script) => `<script type="module" src="/assets/${script}">`),
      );
      // The one way out leads to the payer's own wallet, and does not say where from.
      const own = html.replaceAll(
        /<a id="wallet-action" class="[\w -]+" href="https:\/\/wallet\.example\/[^"]*" rel="noreferrer">/g,
        '',
      );
      expect(own).not.toMatch(/(?:src|href|action)="(?:https?:)?\/\//);
    });

    test('says nothing broken', () => {
      expect(html).not.toMatch(/undefined|NaN|\[object|Invalid Date/);
    });

    test('has unique ids, and a key in each form', () => {
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      // A short code that is typed has no effect, so that it needs no key (codes rule 7).
      // A passkey answers a challenge of its own, which counts once.
      // An act of staff is sent by the console's script, under a key of its own.
      const isKeyed = (form: string): boolean => !/ action="\/scan"| data-(passkey|act)=/.test(form);
      const forms = (html.match(/<form\b.*?<\/form>/gs) ?? []).filter(isKeyed);
      for (const form of forms) {
        expect(form).toMatch(/^<form id="[^"]+" method="post" action="\/[^"]+"/);
        expect(form).toMatch(/<input type="hidden" name="key" value="[^"]+"/);
      }
      const keys = forms.map((form) => /name="key" value="([^"]+)"/.exec(form)?.[1]);
      expect(new Set(keys).size).toBe(keys.length);
    });

    test('never asks for a card or a password', () => {
      expect(html).not.toMatch(/type="password"|autocomplete="cc-|name="card/);
    });

    test('offers the other language at the same address', () => {
      const other = LANGUAGES.find((each) => each !== lang);
      expect(html).toContain(`<a href="/s/tkt?x=1&amp;lang=${other}" lang="${other}"`);
    });
  });

  test.each(KINDS)('names that others have typed stay names (%s)', (kind) => {
    const frame = frameOf(lang, '/x"><script>');
    const newKey = (): string => 'k"><script>';
    const receipt = receiptOf(kind, { receiptId: '"><script>', endReason: 'constructor' }, HOSTILE);
    const seller = { name: HOSTILE.object, vatNumber: HOSTILE.place, address: HOSTILE.venue };
    const expense = { number: '2026-000001', seller, company: HOSTILE.object };
    const pages = [
      offerPage({
        ...frame,
        host: HOSTILE.object,
        offer: offerOf(kind, 'free', HOSTILE),
        ticket: '"><script>',
        key: '"><script>',
        signedIn: true,
        balance: null,
      }),
      ...(['starting', 'active', 'stopping', 'settling', 'closed'] as const).map((state) =>
        sessionPage({ ...frame, newKey, view: viewOf(kind, state, { sessionId: '"><script>' }, HOSTILE) }),
      ),
      receiptPage({
        ...frame,
        host: HOSTILE.place,
        receipt,
        corrections: correctionsOf(receipt, {
          sessionId: '"><script>',
          claimable: { rules: CLAIM_RULES, until: receipt.endedAt },
        }),
        expense,
        newKey,
      }),
      expensePage({
        ...frame,
        receipt,
        issuedAtMs: NOW_MS,
        expense: { ...expense, company: null },
        corrections: correctionsOf(receipt),
        newKey,
      }),
      expensePage({ ...frame, receipt, issuedAtMs: NOW_MS, expense, corrections: correctionsOf(receipt), newKey }),
      homePage({ ...frame, sessions: [viewOf(kind, 'active', {}, HOSTILE)], wallet: null }),
    ];
    for (const html of pages) {
      expect(count(html, /<script/g)).toBe(1);
      expect(html).not.toMatch(/<img|\p{Cf}|(?!\n)\p{Cc}/u);
      expect(count(html, /<\/main>/g)).toBe(1);
      expect(html).toContain('&lt;script&gt;');
    }
  });
});
